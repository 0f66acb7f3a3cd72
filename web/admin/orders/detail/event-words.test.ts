import { expect, test } from 'vitest'
import { actorWords, causeWords } from './actor-words.ts'
import { byDay } from './days.ts'
import { tell } from './event-words.ts'

const sides = (before: object, after: object) => ({ before, after })
const lines = (...shipped: number[]) => ({
  lines: shipped.map((shippedQuantity, index) => ({ line: index + 1, shippedQuantity })),
})

test('what happened is told in words, with what matters about it', () => {
  const told = (type: string, data: object = {}) => Object.values(tell({ type, data: { ...data } }))
  expect(told('order.held', { reason: 'bad_address' })).toEqual([
    'Was put on hold',
    'Address needs a look',
  ])
  expect(told('order.shipped', sides(lines(0, 1), lines(2, 1)))).toEqual([
    'Shipped',
    '2 pieces sent',
  ])
  expect(told('order.updated', sides(lines(2, 1), lines(0, 1)))).toEqual([
    'Updated',
    'A parcel was cancelled there: 2 pieces have not left',
  ])
  expect(tell({ type: 'order.updated', data: sides(lines(1), lines(1)) }).detail).toBeUndefined()
  expect(told('order.edited', sides({ tags: [] }, { tags: ['vip'] }))).toEqual([
    'Edited',
    'Tags: none → vip',
  ])
  expect(told('order.payment_changed', sides({}, { payment: 'paid' }))).toEqual([
    'Payment changed',
    'Paid',
  ])
  const refusal = { kind: 'cancel', problem: 'Too late.' }
  expect(told('order.push_refused', refusal)[0]).toBe('The store refused it')
  expect(told('order.push_refused', { ...refusal, refusedBy: 'us' })[0]).toBe(
    'The store was not told',
  )
})

test('why somebody did it stands behind what was done', () => {
  const reason = 'asked by phone'
  const told = (type: string, data: object = {}) => tell({ type, data: { reason, ...data } }).detail
  expect(told('order.confirmed')).toBe(reason)
  expect(told('order.delivered')).toBe(reason)
  expect(told('order.returned')).toBe(reason)
  const shipped = sides(lines(0, 1), lines(2, 1))
  expect(told('order.shipped', shipped)).toBe('2 pieces sent, asked by phone')
})

test('whom it is assigned to and by when it leaves are told as people say it', () => {
  const written = {
    nameOf: (id: string) => `name of ${id}`,
    timeOf: (at: string) => `day of ${at}`,
  }
  const told = (before: object, after: object) =>
    tell({ type: 'order.edited', data: { before, after } }, written).detail
  expect(told({ assigneeId: null }, { assigneeId: 'u1' })).toBe('Assigned to: none → name of u1')
  expect(told({ shipBy: 'd1' }, { shipBy: 'd2' })).toBe('Ship by: day of d1 → day of d2')
})

const two = (mugs: object, cups: object) => ({
  lines: [
    { line: 1, name: 'Mug', quantity: 4, cancelledQuantity: 1, ...mugs },
    { line: 2, name: 'Cup', quantity: 2, ...cups },
  ],
})

test('what left or came back is named where it was only a part', () => {
  const told = (type: string, before: object, after: object, more: object = {}) =>
    Object.values(tell({ type, data: { before, after, ...more } }))
  const [none, some] = [two({}, {}), two({ shippedQuantity: 2 }, {})]
  const all = two({ shippedQuantity: 3 }, { shippedQuantity: 2 })
  const less = two({ cancelledQuantity: 3 }, { cancelledQuantity: 1 })
  expect(told('order.lines_cancelled', none, less, { reason: 'broken' })).toEqual([
    'Items cancelled',
    '3 pieces: 2 × Mug, 1 × Cup, broken',
  ])
  expect(told('order.shipped', none, some)).toEqual(['Partly shipped', '2 pieces sent: 2 × Mug'])
  expect(told('order.shipped', some, all, { parcel: { carrier: 'Dart' } })).toEqual([
    'Shipped',
    '3 pieces sent: 1 × Mug, 2 × Cup, with Dart',
  ])
  expect(told('order.shipped', none, all)).toEqual(['Shipped', '5 pieces sent'])
  const back = two({ shippedQuantity: 3 }, { shippedQuantity: 2, returnedQuantity: 1 })
  expect(told('order.returned', all, back, { goods: 'scrap' })).toEqual([
    'Came back',
    '1 piece: 1 × Cup, thrown away',
  ])
})

test('an event of a later release, or with data of another shape, is told all the same', () => {
  expect(tell({ type: 'order.sent_to_moon', data: {} })).toEqual({ what: 'Sent to moon' })
  expect(tell({ type: 'order.held', data: { reason: 7 } })).toEqual({ what: 'Was put on hold' })
})

const event = (position: string, at: string, more: object = {}) => ({
  ...{ position, at, type: 'order.placed', cause: {}, data: {} },
  actor: { type: 'job', id: 'x', name: 'orders.confirm_paid' },
  ...more,
})

test('what happened by itself says after what', () => {
  const events = [event('7', '2026-01-01T00:00:00.000Z')]
  expect(actorWords(events[0]!.actor)).toBe('Penstock')
  const caused = event('9', '2026-01-01T00:00:01.000Z', { cause: { eventId: 7 } })
  expect(causeWords(caused, events)).toBe('by itself, after “Order placed”')
  expect(causeWords(events[0]!, events)).toBe('by itself')
})

test('a day begins when it begins at the shop', () => {
  const events = [event('1', '2026-01-01T18:29:59.000Z'), event('2', '2026-01-01T18:30:00.000Z')]
  const days = byDay(events, 'Asia/Kolkata').map(([day, ofDay]) => [day, ofDay.length])
  expect(days).toEqual([
    ['2026-01-02', 1],
    ['2026-01-01', 1],
  ])
})
