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
