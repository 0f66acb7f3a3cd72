import { ActionIcon } from '@mantine/core'
import { Menu as MenuIcon, Search } from 'lucide-react'
import { t } from '#kit/i18n.ts'
import { MOD_NAME } from '#kit/keys.ts'
import { OrgSwitcher } from './org-switcher.tsx'
import { SchemeMenu } from './scheme-menu.tsx'
import classes from './top-bar.module.css'
import { UserMenu } from './user-menu.tsx'

type TopBarProps = { onMenu: () => void; onPalette: () => void; onKeysSheet: () => void }

export const TopBar = ({ onMenu, onPalette, onKeysSheet }: TopBarProps) => (
  <header className={classes['bar']}>
    <ActionIcon className={classes['menu']} aria-label={t('Open the menu')} onClick={onMenu}>
      <MenuIcon size={18} />
    </ActionIcon>
    <OrgSwitcher />
    <button type="button" className={classes['search']} onClick={onPalette}>
      <Search size={15} aria-hidden />
      <span>{t('Search or go to')}</span>
      <kbd aria-hidden>{MOD_NAME} K</kbd>
    </button>
    <SchemeMenu />
    <UserMenu onKeysSheet={onKeysSheet} />
  </header>
)
