import { useDisclosure } from '@mantine/hooks'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { t } from '#kit/i18n.ts'
import { useKeys } from '#kit/keys.ts'
import { Logo } from '#kit/logo.tsx'
import { useLiveFeed } from '../live/use-live.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { PaletteDoor } from './palette-door.tsx'
import classes from './shell.module.css'
import { ShopPlace } from './shop-place.tsx'
import { Sidebar } from './sidebar.tsx'
import { TopBar } from './top-bar.tsx'
import { useGoKeys } from './use-go-keys.ts'

const PhoneMenu = lazy(async () => ({ default: (await import('./phone-menu.tsx')).PhoneMenu }))
const KeysSheet = lazy(async () => ({ default: (await import('./keys-sheet.tsx')).KeysSheet }))

export function Shell() {
  const [menu, menuSwitch] = useDisclosure(false)
  // Once it was there it stays, so that it can give the focus back when it closes.
  const [isMenuKnown, setMenuKnown] = useState(false)
  const [palette, paletteSwitch] = useDisclosure(false)
  const [sheet, sheetSwitch] = useDisclosure(false)
  const main = useFocusOnNewPage()
  useGoKeys()
  useLiveFeed()
  useKeys({ 'mod+k': paletteSwitch.toggle, '/': paletteSwitch.open, '?': sheetSwitch.open })

  return (
    <div className={classes['shell']}>
      <a className={classes['skip']} href="#main" onClick={() => main.current?.focus()}>
        {t('Skip to the content')}
      </a>
      <div className={classes['aside']}>
        <div className={classes['brand']}>
          <Logo />
        </div>
        <Sidebar />
      </div>
      <div className={classes['body']}>
        <TopBar
          onMenu={() => {
            setMenuKnown(true)
            menuSwitch.open()
          }}
          onPalette={paletteSwitch.open}
          onKeysSheet={sheetSwitch.open}
        />
        <ConnectionBanner />
        <main id="main" ref={main} tabIndex={-1} className={classes['main']}>
          <ShopPlace>
            <Outlet />
          </ShopPlace>
        </main>
      </div>
      <Suspense>
        {isMenuKnown && <PhoneMenu opened={menu} onClose={menuSwitch.close} />}
        {palette && <PaletteDoor onClose={paletteSwitch.close} onKeysSheet={sheetSwitch.open} />}
        {sheet && <KeysSheet onClose={sheetSwitch.close} />}
      </Suspense>
    </div>
  )
}

/** A screen reader notices a page that comes without a load only if the focus goes there. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current !== undefined && shown.current !== path) {
      main.current?.focus({ preventScroll: true })
    }
    shown.current = path
  }, [path])
  return main
}
