import { expect, test } from 'vitest'
import { factsOf } from './topics.ts'

test('what somebody typed is in no event of the feed', () => {
  const typed = { orderId: 'o', reason: 'Asha Rao has moved', comment: 'to Pune', text: 'a note' }
  for (const type of ['order.cancelled', 'order.shipped', 'order.note_added', 'stock.adjusted']) {
    expect([type, factsOf(type, typed)]).toEqual([type, { orderId: 'o' }])
  }
})

test('why an order is held is one of a few words, and told', () => {
  expect(factsOf('order.held', { reason: 'risk' })).toEqual({ reason: 'risk' })
})
