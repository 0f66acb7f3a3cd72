import type { Page } from 'playwright-core'
import type { Demo } from './demo.ts'

export type Screen = {
  name: string
  path: (demo: Demo) => string | Promise<string>
  /** The width in pixels; by default that of a desktop screen. */
  width?: number
  scheme?: 'light' | 'dark'
  language?: 'en' | 'hi'
  /** What is done on the page before the picture is taken. */
  before?: (page: Page) => Promise<void>
}

const plain = (name: string, path: string): Screen => ({ name, path: () => path })

/** An open order with more than one line, for which there is something to do. */
async function openOrder(demo: Demo): Promise<string> {
  const { orders = [] } = await demo.ask('/orders?status=CONFIRMED&limit=50')
  const open = orders.filter(({ holds }) => holds?.length === 0)
  return `/orders/${(open.find(({ itemCount = 0 }) => itemCount > 2) ?? open[0])?.id}`
}

const aProduct = async (demo: Demo) =>
  `/products/${(await demo.ask('/products?limit=1')).products?.[0]?.id}`

const aStore = async (demo: Demo) => {
  const { stores = [] } = await demo.ask('/stores')
  const simulated = stores.filter(({ name }) => name?.endsWith('simulated'))
  return `/channels/${(simulated.find(({ name }) => name?.startsWith('Shopify')) ?? stores[0])?.id}`
}

const press = (name: string) => async (page: Page) => {
  await page.getByRole('main').getByRole('button', { name, exact: true }).first().click()
  await page.getByRole('dialog').waitFor()
}

export const SCREENS: readonly Screen[] = [
  plain('overview', '/'),
  { ...plain('overview-dark', '/'), scheme: 'dark' },
  plain('orders', '/orders'),
  { ...plain('orders-dark', '/orders'), scheme: 'dark' },
  { ...plain('orders-hindi', '/orders'), language: 'hi' },
  { ...plain('orders-phone', '/orders'), width: 390 },
  {
    ...plain('orders-bulk', '/orders?status=CONFIRMED'),
    before: async (page) => {
      await page.getByRole('checkbox', { name: 'Select all shown' }).check()
      await page.getByRole('region', { name: 'Selected orders' }).waitFor()
    },
  },
  { name: 'order', path: openOrder },
  { name: 'order-phone', path: openOrder, width: 390 },
  { name: 'order-ship', path: openOrder, before: press('Ship') },
  { name: 'order-hold', path: openOrder, before: press('Hold') },
  { name: 'order-cancel', path: openOrder, before: press('Cancel') },
  plain('attention', '/attention'),
  plain('products', '/products'),
  { name: 'product', path: aProduct },
  plain('stock', '/stock'),
  {
    ...plain('stock-grid', '/stock?edit=true'),
    before: async (page) => {
      await page
        .getByLabel(/^On hand of/)
        .nth(1)
        .fill('18')
      await page
        .getByLabel(/^Low at of/)
        .nth(3)
        .fill('8')
    },
  },
  plain('stock-receive', '/stock/receive'),
  plain('stock-takes', '/stock/takes'),
  plain('customers', '/customers'),
  plain('channels', '/channels'),
  { ...plain('channels-connect', '/channels'), before: press('Connect a store') },
  {
    ...{ name: 'store', path: aStore },
    // The store is compared once a minute, and is proven the second time.
    before: (page) =>
      page
        .getByText(/\d+ missing/)
        .first()
        .waitFor({ timeout: 150_000 }),
  },
  { name: 'messages', path: async (demo) => `${await aStore(demo)}/messages` },
  plain('reports', '/reports'),
  plain('jobs', '/jobs'),
  plain('integrity', '/integrity'),
  plain('settings', '/settings/shop'),
  plain('people', '/settings/people'),
]
