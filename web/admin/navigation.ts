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
      { to: '/', label: 'Overview', icon: LayoutDashboard, key: 'h', words: 'home' },
      {
        to: '/attention',
        label: 'Needs attention',
        icon: BellRing,
        key: 'n',
        words: 'holds unmapped parked refused failed todo work next',
      },
    ],
  },
  {
    title: 'Operations',
    entries: [
      {
        to: '/orders',
        label: 'Orders',
        icon: ShoppingBag,
        key: 'o',
        permission: 'orders.read',
        words: 'sales find ship hold cancel',
      },
      {
        to: '/products',
        label: 'Products',
        icon: Package,
        key: 'd',
        permission: 'catalog.read',
        words: 'catalog skus variants prices import csv',
      },
      {
        to: '/stock',
        label: 'Stock',
        icon: Boxes,
        key: 't',
        permission: 'stock.read',
        words: 'inventory levels receive transfer low movements',
      },
      {
        to: '/customers',
        label: 'Customers',
        icon: Contact,
        key: 'b',
        permission: 'customers.read',
        words: 'buyers people merge erase export',
      },
      {
        to: '/channels',
        label: 'Channels',
        icon: Radio,
        key: 'c',
        permission: 'channels.read',
        words: 'stores platforms connect shopify amazon listings mapping webhooks',
      },
      {
        to: '/reports',
        label: 'Reports',
        icon: ChartColumn,
        key: 'r',
        permission: 'reports.read',
        words: 'sales figures daily revenue best sellers low stock export csv',
      },
      {
        to: '/jobs',
        label: 'Jobs',
        icon: ListChecks,
        key: 'j',
        permission: 'jobs.read',
        words: 'queues dead letters retry failed',
      },
      {
        to: '/integrity',
        label: 'Integrity',
        icon: Scale,
        key: 'i',
        permission: 'integrity.read',
        words: 'books balance verify checks findings',
      },
    ],
  },
  {
    title: 'Settings',
    entries: [
      {
        to: '/settings/shop',
        label: 'Shop',
        icon: Store,
        key: 's',
        permission: 'settings.read',
        words: 'currency time zone tax shipping flags features',
      },
      {
        to: '/settings/profile',
        label: 'Profile',
        icon: UserRound,
        key: 'u',
        words: 'password second factor totp sessions devices',
      },
      {
        to: '/settings/people',
        label: 'People and roles',
        icon: UsersRound,
        key: 'p',
        permission: 'users.read',
        words: 'users staff team permissions invite',
      },
      {
        to: '/settings/keys',
        label: 'API keys',
        icon: KeyRound,
        key: 'k',
        permission: 'keys.manage',
        words: 'tokens scopes integration',
      },
      {
        to: '/settings/audit',
        label: 'Audit log',
        icon: ScrollText,
        key: 'a',
        permission: 'audit.read',
        words: 'history who changed',
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
