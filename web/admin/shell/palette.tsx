import '@mantine/spotlight/styles.layer.css'
import { useMantineColorScheme } from '@mantine/core'
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useRouter } from '@tanstack/react-router'
import {
  ClipboardList,
  History,
  Keyboard,
  LogOut,
  Monitor,
  Moon,
  PackagePlus,
  Rocket,
  Search,
  Sun,
} from 'lucide-react'
import { useEffect } from 'react'
import { t } from '#kit/i18n.ts'
import { useNavigation } from '../navigation.ts'
import { useMay } from '../session.ts'
import { useFound } from './use-found.tsx'
import { useSignOut } from './use-sign-out.ts'

const [store, spotlight] = createSpotlight()

type PaletteProps = {
  query: string
  onQuery: (query: string) => void
  onClose: () => void
  onKeysSheet: () => void
}

export function Palette({ query, onQuery, onClose, onKeysSheet }: PaletteProps) {
  const pages = usePages()
  const commands = useCommands(onKeysSheet)
  const found = useFound(query)
  // Spotlight keeps "opened" in a store of its own; here it is open as long as it is there.
  useEffect(() => {
    spotlight.open()
    return () => spotlight.close()
  }, [])

  // Also among what is found later, the first entry is chosen: Enter opens it.
  useEffect(chooseFirst, [found])

  return (
    <Spotlight
      store={store}
      query={query}
      onQueryChange={onQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      actions={[pages, commands, ...found]}
      scrollable
      maxHeight={420}
      nothingFound={t('Nothing of that name.')}
      highlightQuery
      overlayProps={{ backgroundOpacity: 0.35, blur: 1 }}
      searchProps={{
        'aria-label': t('Search or go to'),
        placeholder: t('An order, a product, a customer, a page …'),
        leftSection: <Search size={16} />,
      }}
    />
  )
}

function chooseFirst(): void {
  const [first] = document.querySelectorAll('[data-action]')
  if (!first || document.querySelector('[data-action][data-selected]')) return
  first.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}

function usePages(): SpotlightActionGroupData {
  const router = useRouter()
  const groups = useNavigation()
  const actions = groups.flatMap(({ entries }) =>
    entries.map(({ to, label, icon: Icon, words }) => ({
      id: to,
      label,
      keywords: words,
      leftSection: <Icon size={16} />,
      onClick: () => void router.navigate({ to }),
    })),
  )
  const more = (to: string, label: string, keywords: string, Icon: typeof Sun) => ({
    ...{ id: to, label, keywords, leftSection: <Icon size={16} /> },
    onClick: () => void router.navigate({ to }),
  })
  const inner = [
    useMay('orders.bulk') &&
      more('/orders/bulk', t('Bulk actions'), t('many orders progress retry undo'), History),
    useMay('stock.move') &&
      more('/stock/receive', t('Receive a delivery'), t('stock goods in supplier'), PackagePlus),
    useMay('stock.read') &&
      more('/stock/takes', t('Stock takes'), t('count inventory'), ClipboardList),
    useMay('settings.read') &&
      more('/welcome', t('Get started'), t('setup demo checklist'), Rocket),
  ].filter((one) => one !== false)
  return { group: t('Go to'), actions: [...actions, ...inner] }
}

function useCommands(onKeysSheet: () => void): SpotlightActionGroupData {
  const { setColorScheme } = useMantineColorScheme()
  const signOut = useSignOut()
  const command = (label: string, Icon: typeof Sun, onClick: () => void, keywords = '') => ({
    id: label,
    label,
    keywords,
    leftSection: <Icon size={16} />,
    onClick,
  })
  return {
    group: t('Do'),
    actions: [
      command(t('Light colours'), Sun, () => setColorScheme('light'), t('theme scheme bright')),
      command(t('Dark colours'), Moon, () => setColorScheme('dark'), t('theme scheme night')),
      command(t('Colours as the device'), Monitor, () => setColorScheme('auto'), t('theme system')),
      command(t('Keyboard shortcuts'), Keyboard, onKeysSheet, t('keys help')),
      command(t('Sign out'), LogOut, () => signOut.mutate(), t('log out logout')),
    ],
  }
}
