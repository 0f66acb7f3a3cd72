import { expect, test } from 'vitest'
import { changedOrder, webhook } from './fixtures/order.ts'
import { read } from './read.ts'

const ID = '820982911946154508'
const GID = `gid://shopify/Order/${ID}`

test('an order named by its global id is the same order, and no second one', () => {
  const body = changedOrder({ id: GID, admin_graphql_api_id: undefined })
  expect(read(webhook('orders/updated', body))).toMatchObject([{ order: { externalId: ID } }])
  const edited = JSON.stringify({ order_edit: { order_id: GID } })
  expect(read(webhook('orders/edited', edited))).toMatchObject([{ externalId: ID }])
  const deleted = JSON.stringify({ id: GID })
  expect(read(webhook('orders/delete', deleted))).toMatchObject([{ externalId: ID }])
})

test('a topic in capitals is the same topic, and its order is not passed over', () => {
  expect(read(webhook('ORDERS/CREATE', changedOrder({})))).toMatchObject([{ type: 'order' }])
})

test.for([null, {}, 'none'])(
  'lines that are %j take none from an order: it is fetched',
  (lines) => {
    expect(read(webhook('orders/updated', changedOrder({ line_items: lines })))).toMatchObject([
      { type: 'fetch' },
    ])
  },
)

test('an answer that is only a part is for a person, and is not asked for without end', () => {
  const body = changedOrder({ line_items: null })
  const answer = webhook('', body, { 'x-penstock-source': 'fetch' })
  expect(read(answer)).toMatchObject([{ type: 'unclear', externalId: '6000000000000000123' }])
})

test('an order of an old version, with a discount that no line shares, adds up', () => {
  const old = {
    ...{ total_price: '54.00', total_tax: '4.00', total_discounts: '10.00', refunds: [] },
    ...{ total_shipping_price_set: undefined, shipping_lines: [], total_tip_received: undefined },
    line_items: [{ id: 5, sku: 'MUG', quantity: 3, price: '20.00', total_discount: '0.00' }],
  }
  const flagsOf = (changes: object) => {
    const [reading] = read(webhook('orders/create', changedOrder({ ...old, ...changes })))
    return reading?.type === 'order' ? reading.order.flags : reading
  }
  expect(flagsOf({})).toEqual([])
  expect(flagsOf({ total_discounts: '9.00' })).toEqual(['totals_mismatch'])
  const [line] = old.line_items
  const shared = { line_items: [{ ...line, discount_allocations: [] }] }
  expect(flagsOf(shared)).toEqual(['totals_mismatch'])
})

test('duties that stand in the prices already are no fee beside them', () => {
  const original_total_duties_set = { shop_money: { amount: '5.00', currency_code: 'USD' } }
  const feesOf = (changes: object) => {
    const body = changedOrder({ total_tip_received: null, original_total_duties_set, ...changes })
    const [reading] = read(webhook('orders/create', body))
    return reading?.type === 'order' && reading.order.fees.map(({ name }) => name)
  }
  expect(feesOf({})).toEqual(['Tip', 'Duties'])
  expect(feesOf({ duties_included: true })).toEqual(['Tip'])
})
