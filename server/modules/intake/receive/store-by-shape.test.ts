import { expect, test } from 'vitest'
import type { StoreAccount } from '#stores'
import { storeByShape, whyNotOwn } from './store-by-shape.ts'

const store = (platform: string, id = platform) =>
  ({ platform, id, state: 'active' }) as StoreAccount
const ALL = ['website', 'generic', 'shopify', 'woocommerce', 'bigcommerce', 'amazon', 'blinkit']

const at = '2026-11-20T10:00:00Z'
const SHAPES: Record<string, object> = {
  shopify: { id: 7, created_at: at, currency: 'INR', line_items: [], total_price: '1' },
  bigcommerce: {
    ...{ id: 7, status: 'Shipped', status_id: 2, date_created: 'Fri, 20 Nov 2026 10:00:00 +0000' },
    ...{ currency_code: 'INR', total_inc_tax: '1.00', total_ex_tax: '1.00' },
  },
  woocommerce: { id: 7, status: 'processing', date_created_gmt: at, line_items: [], total: '1' },
  amazon: { order: { orderId: '405-1', createdTime: at, orderItems: [] } },
  blinkit: { order_id: 'B7', created_at: at, status: 'CREATED', items: [] },
}

const found = (body: unknown, stores = ALL.map((platform) => store(platform))) => {
  const one = storeByShape(stores, { headers: {}, body: Buffer.from(JSON.stringify(body)) })
  return typeof one === 'object' && 'store' in one ? one.store.id : one
}

test.for(Object.entries(SHAPES))('an order as %s writes it', ([name, order]) => {
  expect(found(order)).toBe(name)
})

test('our own format, and what is no order, has no store by its shape', () => {
  const own = { externalId: 'W-1', lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 100 }] }
  expect(found(own)).toBe('own')
  expect([found({}), found(null), found('text')]).toEqual([undefined, undefined, undefined])
  expect(found({ refund: 1, order_id: 7, created_at: at })).toBeUndefined()
})

test('of several stores it is the only one at work; else it is said which platform it is', () => {
  const paused = { ...store('shopify', 'paused'), state: 'paused' } as StoreAccount
  const stores = [store('shopify', 'one'), paused, store('amazon')]
  expect(found(SHAPES['shopify'], stores)).toBe('one')
  expect(found(SHAPES['shopify'], [paused])).toBe('paused')
  expect(found(SHAPES['shopify'], [...stores, store('shopify', 'two')])).toEqual({
    whyNone: expect.stringMatching(/as Shopify writes orders, and there are several/),
  })
  expect(found(SHAPES['blinkit'], stores)).toEqual({
    whyNone: expect.stringMatching(/as Blinkit writes orders, and no store of that is connected/),
  })
})

test('what only a platform writes says for whom it is, and what nobody can read says nothing', () => {
  const message = (body: unknown) => ({ headers: {}, body: Buffer.from(JSON.stringify(body)) })
  const stores = [{ ...store('shopify'), name: 'Linen House' } as StoreAccount]
  const why = (body: unknown) => whyNotOwn(stores, message(body))
  expect(why(SHAPES['shopify'])).toMatch(/as Shopify writes.* the address of the store Linen House/)
  expect(why(SHAPES['blinkit'])).toMatch(/as Blinkit writes orders, and no store of that/)
  expect([why({ externalId: 'W-1' }), why({ externalId: 'W-2', lines: [] })]).toEqual([
    ...[undefined, undefined],
  ])
})
