import { t } from '#kit/i18n.ts'

/** What programs are mostly made for, so that nobody has to read through all permissions. */
export const PRESETS = [
  {
    value: 'shop',
    label: t('Own website: show products and place orders'),
    scopes: ['orders.place', 'orders.read', 'catalog.read', 'stock.read'],
  },
  { value: 'import', label: t('Bring in orders from elsewhere'), scopes: ['messages.import'] },
  {
    value: 'warehouse',
    label: t('Warehouse: pack orders, count and move stock'),
    scopes: [
      ...['orders.read', 'orders.bulk', 'shipping.manage', 'catalog.read'],
      ...['stock.read', 'stock.move', 'stock.adjust'],
    ],
  },
  {
    value: 'figures',
    label: t('Lists and reports, without changing anything'),
    scopes: [
      ...['orders.read', 'catalog.read', 'stock.read', 'customers.read'],
      ...['reports.read', 'reports.export'],
    ],
  },
]
