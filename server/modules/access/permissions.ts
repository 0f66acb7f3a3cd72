/** Everything that a route can ask for, with the sentence that the portal shows. */
export const permissions = {
  'orders.read': 'See all orders, their history and their originals.',
  'orders.place': 'Place orders for customers.',
  'orders.edit':
    'Change addresses, notes, tags and assignees of orders, confirm them and mark them delivered.',
  'orders.cancel': 'Cancel orders.',
  'orders.hold': 'Put orders on hold and release them.',
  'orders.bulk': 'Change many orders at once.',
  'orders.export': 'Export orders with the names and addresses in them.',
  'orders.read_own': 'See one’s own orders.',
  'orders.place_own': 'Place orders for oneself.',
  'orders.cancel_own': 'Cancel one’s own orders.',
  'returns.manage': 'Approve, receive and refuse returns.',
  'returns.request_own': 'Ask to return one’s own orders.',
  'catalog.read': 'See products, prices and listings, the unpublished ones too.',
  'catalog.edit': 'Change products, prices and listings.',
  'catalog.import': 'Import products from files.',
  'stock.read': 'See stock levels, reservations and movements.',
  'stock.move': 'Receive, transfer and return stock.',
  'stock.adjust': 'Correct stock levels by hand and count stock.',
  'customers.read': 'See customers and their contact data.',
  'customers.edit': 'Change customers and their contact data.',
  'customers.merge': 'Merge customers that are one person.',
  'customers.export': 'Export everything that is stored about a customer.',
  'customers.erase': 'Erase a customer for ever.',
  'customers.read_own': 'See what is stored about oneself.',
  'customers.edit_own': 'Change one’s own contact data.',
  'customers.export_own': 'Export everything that is stored about oneself.',
  'customers.erase_own': 'Ask to be erased.',
  'channels.read': 'See stores, their state and their listings.',
  'channels.manage': 'Connect, change and pause stores, and their credentials.',
  'messages.read': 'See what platforms have sent.',
  'messages.import': 'Bring in orders by the import endpoint.',
  'messages.replay': 'Run stored messages again.',
  'payments.read': 'See payments, refunds and the books.',
  'payments.capture': 'Capture and void payments.',
  'payments.refund': 'Give money back.',
  'payments.reconcile': 'Match payments with what providers report.',
  'delivery.read': 'See delivery partners, shipments and searches.',
  'delivery.assign': 'Assign deliveries by hand.',
  'delivery.manage': 'Change delivery partners, areas and rules.',
  'delivery.choose_own': 'Choose how the delivery of one’s own order goes on.',
  'shipping.manage': 'Send orders, and make labels and packing slips.',
  'reports.read': 'See reports and figures.',
  'reports.export': 'Export reports.',
  'notifications.read': 'See what was sent to whom.',
  'notifications.manage': 'Change templates and outgoing webhooks, and send again.',
  'live.read': 'Follow changes as they happen, of what one may see.',
  'jobs.read': 'See background work and dead letters.',
  'jobs.manage': 'Run again and discard background work.',
  'integrity.read': 'See whether the books balance.',
  'settings.read': 'See settings and feature flags.',
  'settings.edit': 'Change settings and feature flags.',
  'users.read': 'See the people of the org and their roles.',
  'users.manage': 'Invite, change and remove people.',
  'roles.manage': 'Make and change roles.',
  'keys.manage': 'Issue, rotate and revoke API keys.',
  'audit.read': 'See who changed what.',
  'metrics.read': 'Read the metrics and the detailed state of the process.',
} as const

export type Permission = keyof typeof permissions

export const permissionCatalog: ReadonlySet<string> = new Set(Object.keys(permissions))

const all = Object.keys(permissions) as Permission[]
const isOwn = (name: Permission) => name.endsWith('_own')

const viewer = all.filter((name) => name.endsWith('.read') && !/^(audit|metrics|users)/.test(name))

const packer: Permission[] = [
  ...(['orders.read', 'orders.hold', 'orders.bulk', 'catalog.read'] as const),
  ...(['stock.read', 'stock.move'] as const),
  ...(['delivery.read', 'shipping.manage', 'returns.manage', 'live.read'] as const),
]

const operator: Permission[] = [
  ...viewer,
  ...(['orders.place', 'orders.edit', 'orders.cancel', 'orders.hold', 'orders.bulk'] as const),
  ...(['returns.manage', 'catalog.edit', 'stock.move', 'customers.edit'] as const),
  ...(['delivery.assign', 'shipping.manage', 'messages.import', 'messages.replay'] as const),
]

const finance: Permission[] = [
  ...viewer,
  ...(['orders.export', 'payments.capture', 'payments.refund', 'payments.reconcile'] as const),
  ...(['reports.export', 'audit.read'] as const),
]

const OWNERS_ONLY: readonly Permission[] = ['roles.manage', 'keys.manage', 'settings.edit']

/** The roles that each org has from the start. Releases keep them up to date; nobody edits them. */
export const presetRoles = {
  owner: all,
  manager: all.filter((name) => !OWNERS_ONLY.includes(name)),
  operator,
  packer,
  finance,
  viewer,
  customer: all.filter(isOwn),
} satisfies Record<string, Permission[]>

export type PresetRole = keyof typeof presetRoles
