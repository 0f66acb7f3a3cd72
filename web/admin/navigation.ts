import {
  BellRing,
  ChartColumn,
  KeyRound,
  LayoutDashboard,
  Boxes,
  Contact,
  ListChecks,
  Package,
  Radio,
  Scale,
  ScrollText,
  ShoppingBag,
  Store,
  UserRound,
  UsersRound,
  type LucideIcon,
} from 'lucide-react'
import { t } from '#kit/i18n.ts'
import { useMe } from './session.ts'

/** One page of the portal: a line in the sidebar, a command of the palette and a key after `g`. */
export type Entry = {
  to: string
  label: string
  icon: LucideIcon
  key: string
  /** Without it, whoever is signed in sees the entry. */
  permission?: string
  /** Other words that people look for. */
  words?: string
}

export type Group = { title?: string; entries: readonly Entry[] }

/** A module that gets a page adds its line here, in the order in which people work. */
export const groups: readonly Group[] = [
  {
    entries: [
      { to: '/', label: t('Overview'), icon: LayoutDashboard, key: 'h', words: t('home') },
      {
        to: '/attention',
        label: t('Needs attention'),
        icon: BellRing,
        key: 'n',
        words: t('holds unmapped parked refused failed todo work next'),
      },
    ],
  },
  {
    title: t('Operations'),
    entries: [
      {
        to: '/orders',
        label: t('Orders'),
        icon: ShoppingBag,
        key: 'o',
        permission: 'orders.read',
        words: t('sales find ship hold cancel'),
      },
      {
        to: '/products',
        label: t('Products'),
        icon: Package,
        key: 'd',
        permission: 'catalog.read',
        words: t('catalog skus variants prices import csv'),
      },
      {
        to: '/stock',
        label: t('Stock'),
        icon: Boxes,
        key: 't',
        permission: 'stock.read',
        words: t('inventory levels receive transfer low movements'),
      },
      {
        to: '/customers',
        label: t('Customers'),
        icon: Contact,
        key: 'b',
        permission: 'customers.read',
        words: t('buyers people merge erase export'),
      },
      {
        to: '/channels',
        label: t('Channels'),
        icon: Radio,
        key: 'c',
        permission: 'channels.read',
        words: t('stores platforms connect shopify amazon listings mapping webhooks'),
      },
      {
        to: '/reports',
        label: t('Reports'),
        icon: ChartColumn,
        key: 'r',
        permission: 'reports.read',
        words: t('sales figures daily revenue best sellers low stock export csv'),
      },
      {
        to: '/jobs',
        label: t('Jobs'),
        icon: ListChecks,
        key: 'j',
        permission: 'jobs.read',
        words: t('queues dead letters retry failed'),
      },
      {
        to: '/integrity',
        label: t('Integrity'),
        icon: Scale,
        key: 'i',
        permission: 'integrity.read',
        words: t('books balance verify checks findings'),
      },
    ],
  },
  {
    title: t('Settings'),
    entries: [
      {
        to: '/settings/shop',
        label: t('Shop'),
        icon: Store,
        key: 's',
        permission: 'settings.read',
        words: t('currency time zone tax shipping flags features'),
      },
      {
        to: '/settings/profile',
        label: t('Profile'),
        icon: UserRound,
        key: 'u',
        words: t('password second factor totp sessions devices'),
      },
      {
        to: '/settings/people',
        label: t('People and roles'),
        icon: UsersRound,
        key: 'p',
        permission: 'users.read',
        words: t('users staff team permissions invite'),
      },
      {
        to: '/settings/keys',
        label: t('API keys'),
        icon: KeyRound,
        key: 'k',
        permission: 'keys.manage',
        words: t('tokens scopes integration'),
      },
      {
        to: '/settings/audit',
        label: t('Audit log'),
        icon: ScrollText,
        key: 'a',
        permission: 'audit.read',
        words: t('history who changed'),
      },
    ],
  },
]

/** What this person may open; a group with nothing in it is not there. */
export function useNavigation(): Group[] {
  const { permissions } = useMe()
  const isOpen = (entry: Entry) => !entry.permission || permissions.includes(entry.permission)
  return groups
    .map((group) => ({ ...group, entries: group.entries.filter(isOpen) }))
    .filter((group) => group.entries.length > 0)
}
