import { t } from '#kit/i18n.ts'

/** What permissions are about; a later release may bring one that is not named here. */
const NOUNS: Readonly<Record<string, string>> = {
  orders: t('Orders'),
  returns: t('Returns'),
  catalog: t('Catalog'),
  stock: t('Stock'),
  customers: t('Customers'),
  channels: t('Channels'),
  messages: t('Messages'),
  payments: t('Payments'),
  delivery: t('Delivery'),
  shipping: t('Shipping'),
  reports: t('Reports'),
  notifications: t('Notifications'),
  live: t('Live'),
  jobs: t('Jobs'),
  integrity: t('Integrity'),
  settings: t('Settings'),
  users: t('People'),
  roles: t('Roles'),
  keys: t('Keys'),
  audit: t('Audit log'),
  metrics: t('Metrics'),
}

/** `orders.read` is about orders. */
export const nounOf = (noun: string): string =>
  NOUNS[noun] ?? noun.charAt(0).toUpperCase() + noun.slice(1)
