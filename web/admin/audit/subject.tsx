import { fromServer } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { useMe } from '../session.ts'
import { spokenName } from './spoken-name.ts'
import type { Entry } from './queries.ts'
import classes from './audit.module.css'

type Subject = Entry['subject']

/** What was changed, as people call it, and the way to its page where it has one. */
export function SubjectLink({ subject }: { subject: Subject }) {
  const { permissions } = useMe()
  const page = PAGES[subject.type]
  const isThere = subject.label !== null || page?.hasNoLabels
  const name = nameOf(subject)
  return (
    <span className={classes['subject']}>
      {name !== '' && <span>{spokenName(subject.type)} </span>}
      {page && isThere && permissions.includes(page.permission) ? (
        <AppLink {...page.link(subject.id)} inherit>
          {name || spokenName(subject.type)}
        </AppLink>
      ) : (
        name || spokenName(subject.type)
      )}
    </span>
  )
}

/** In one line of text, as a filter says it. */
export const subjectWords = (subject: Subject): string =>
  `${spokenName(subject.type)} ${nameOf(subject)}`.trim()

/** Where nobody has named it, its id says nothing more than its kind does. */
function nameOf({ type, id, label }: Subject): string {
  if (label !== null) return fromServer(label)
  return UNNAMED.has(type) ? '' : id
}

const UNNAMED: ReadonlySet<string> = new Set([
  'listing',
  'message',
  'order_bulk',
  'order_view',
  'product_import',
  'reservation',
  'stock',
  'stock_take',
])

type SubjectPage = {
  permission: string
  link: (id: string) => { to: string; search?: Record<string, string> }
  /** The page is there although no label says so. */
  hasNoLabels?: true
}

const PAGES: Readonly<Record<string, SubjectPage>> = {
  customer: { permission: 'customers.read', link: (id) => ({ to: `/customers/${id}` }) },
  key: { permission: 'keys.manage', link: () => ({ to: '/settings/keys' }) },
  location: { permission: 'stock.read', link: () => ({ to: '/stock/locations' }) },
  order: { permission: 'orders.read', link: (id) => ({ to: `/orders/${id}` }) },
  order_bulk: {
    permission: 'orders.bulk',
    link: (id) => ({ to: '/orders/bulk', search: { run: id } }),
    hasNoLabels: true,
  },
  product: { permission: 'catalog.read', link: (id) => ({ to: `/products/${id}` }) },
  role: { permission: 'users.read', link: () => ({ to: '/settings/people' }) },
  setting: {
    permission: 'settings.read',
    link: () => ({ to: '/settings/shop' }),
    hasNoLabels: true,
  },
  sku: {
    permission: 'stock.read',
    link: (id) => ({ to: '/stock', search: { q: id } }),
    hasNoLabels: true,
  },
  stock_take: {
    permission: 'stock.read',
    link: (id) => ({ to: `/stock/takes/${id}` }),
    hasNoLabels: true,
  },
  store: { permission: 'channels.read', link: (id) => ({ to: `/channels/${id}` }) },
  user: { permission: 'users.read', link: () => ({ to: '/settings/people' }) },
}
