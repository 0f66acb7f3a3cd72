import { expect, test } from 'vitest'
import type { StoreAccount } from '#stores'
import { storeByShape } from './by-shape.ts'

const store = (platform: string, id = platform) => ({ platform, id }) as StoreAccount
const ALL = ['website', 'generic', 'shopify', 'woocommerce', 'bigcommerce', 'amazon', 'blinkit']

const at = '2026-11-20T10:00:00Z'
const SHAPES: Record<string, object> = {
  shopify: { id: 7, created_at: at, currency: 'INR', line_items: [], total_price: '1' },
  woocommerce: { id: 7, status: 'processing', date_created_gmt: at, line_items: [], total: '1' },
  amazon: { order: { orderId: '405-1', createdTime: at, orderItems: [] } },
  blinkit: { order_id: 'B7', created_at: at, status: 'CREATED', items: [] },
}

const found = (body: unknown, stores = ALL.map((platform) => store(platform))) =>
  storeByShape(stores, { headers: {}, body: Buffer.from(JSON.stringify(body)) })?.id

test.for(Object.entries(SHAPES))(
  'an order as %s writes it, alone and in a list',
  ([name, order]) => {
    expect([found(order), found([order]), found({ orders: [order] })]).toEqual([name, name, name])
  },
)

test('what is no order, our own format, or of two stores, has no store by its shape', () => {
  const own = { externalId: 'W-1', lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 100 }] }
  expect([found(own), found([own]), found({}), found(null), found('text')]).toEqual(
    Array.from({ length: 5 }),
  )
  expect(found({ refund: 1, order_id: 7, created_at: at })).toBeUndefined()
  const twice = [store('shopify', 'one'), store('shopify', 'two'), store('amazon')]
  expect([found(SHAPES['shopify'], twice), found(SHAPES['amazon'], twice)]).toEqual([
    ...[undefined, 'amazon'],
  ])
})
