import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Reading } from '../../adapter.ts'
import { amazon } from './index.ts'

type Wire = Record<string, unknown>

const fixture = (name: string): Wire =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as Wire

const read = (body: unknown): Reading[] =>
  amazon.read({ headers: {}, body: Buffer.from(JSON.stringify(body)) })

/** As somebody posts it who has asked Amazon for an order and not for everything. */
const order2026 = (fulfillment: unknown): Wire => ({
  ...(fixture('order-2026')['order'] as Wire),
  fulfillment,
})

function orderV0(channel: unknown): { order: Wire; items: unknown } {
  const { order, items } = fixture('order-v0') as { order: { payload: Wire }; items: unknown }
  return { order: { payload: { ...order.payload, FulfillmentChannel: channel } }, items }
}

const status = { fulfillmentStatus: 'UNSHIPPED' }

test.for<[what: string, body: unknown]>([
  ['2026, without FULFILLMENT', order2026(undefined)],
  ['2026, with its status alone', order2026(status)],
  ['2026, a word of next year', order2026({ ...status, fulfilledBy: 'PARTNER' })],
  ['v0', orderV0(undefined)],
])('an order that does not say who sends it touches no stock: %s', ([, body]) => {
  const [reading] = read(body)
  expect(reading).toMatchObject({
    ...{ type: 'order', order: { decision: 'quarantine' } },
  })
  expect(reading).toMatchObject({
    order: { flags: expect.arrayContaining(['unknown_fulfiller']) as unknown },
  })
})

test('without its lines as well it is asked for, and nothing waits for a person', () => {
  const { order } = orderV0(undefined)
  expect(read({ payload: { Orders: [order['payload']] } }).map(({ type }) => type)).toEqual([
    'fetch',
  ])
})

test.for<[word: string, decision: string]>([
  ['MERCHANT', 'import'],
  ['merchant', 'import'],
  ['AMAZON', 'import_mirror_only'],
])('%s', ([fulfilledBy, decision]) => {
  expect(read(order2026({ ...status, fulfilledBy }))).toMatchObject([{ order: { decision } }])
})
