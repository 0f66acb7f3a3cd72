import { expect, test } from 'vitest'
import type { Order } from '#orders'
import type { CanonicalLine, CanonicalOrder } from '../../canonical.ts'
import type { Outgoing } from '../store.ts'
import { isBefore } from '../unsent.ts'
import { linesCancelled, markOf, untoldPieces, worthOfLines } from './cancelled-lines.ts'

const pieces = (quantity: number) => (quantity === 0 ? [] : [{ externalLineId: 'a', quantity }])

const here = (cancelledQuantity: number) =>
  ({ lines: [{ externalId: 'a', cancelledQuantity, shippedQuantity: 0 }] }) as unknown as Order

const there = (activeQuantity: string) =>
  ({
    taxIncluded: true,
    lines: [{ externalLineId: 'a', quantity: '5', activeQuantity, fulfilledQuantity: '0' }],
  }) as unknown as CanonicalOrder

const row = (kind: Outgoing['kind'], state: Outgoing['state'], quantity: number) =>
  ({ kind, state, body: { lines: pieces(quantity), reason: '' } }) as unknown as Outgoing

test.for<[rule: string, cancelled: number, active: string, told: Outgoing[], untold: number]>([
  ['all of it at first', 2, '5', [], 2],
  ['not what the platform has taken out itself', 2, '4', [], 1],
  ['not what is on its way there', 3, '5', [row('cancel_lines', 'waiting', 2)], 1],
  ['once, what was told and is taken out by now', 3, '3', [row('cancel_lines', 'done', 2)], 1],
  ['also what was refused', 2, '5', [row('cancel_lines', 'refused', 2)], 2],
  ['whatever has left in parcels', 2, '5', [row('shipment', 'done', 2)], 2],
  ['nothing where the platform has taken out more', 1, '3', [], 0],
])('of cancelled pieces the platform is still to be told: %s', ([, cancelled, active, told, n]) => {
  expect(untoldPieces(here(cancelled), there(active), told)).toEqual(pieces(n))
})

test('a cancellation is about its own pieces, whatever was cancelled before', () => {
  const line = (no: number, externalId: string | null, cancelledQuantity: number) => ({
    ...{ line: no, externalId, cancelledQuantity },
  })
  const before = [line(1, 'a', 1), line(2, 'b', 1), line(3, null, 0)]
  const after = [line(1, 'a', 3), line(2, 'b', 1), line(3, null, 1), line(4, 'c', 1)]
  expect(linesCancelled({ before, after })).toEqual([
    { externalLineId: 'a', quantity: 2 },
    { externalLineId: 'c', quantity: 1 },
  ])
})

test('pieces are worth what they have cost, with the tax that is added there', () => {
  const line = { externalLineId: 'a', quantity: '2', totalMinor: 1_000, taxMinor: 180 }
  const order = { taxIncluded: false, lines: [line as CanonicalLine] } as CanonicalOrder
  expect(worthOfLines(order, pieces(1))).toBe(590)
  expect(worthOfLines({ ...order, taxIncluded: true }, pieces(1))).toBe(500)
  expect(worthOfLines(order, [{ externalLineId: 'gone', quantity: 1 }])).toBe(0)
})

test('each cancellation is recognised by a mark of its own', () => {
  const [one, other] = ['01', '02'].map((end) => ({
    id: `019a0000-0000-7000-8000-0000000000${end}`,
  }))
  expect(markOf(one!)).toBe('[cancel 00000001]')
  expect(markOf(other!)).not.toBe(markOf(one!))
})

test('of two rows that wait one goes first, and what is decided goes before both', () => {
  const waits = (id: string, at: number, state: Outgoing['state'] = 'waiting') =>
    ({ id, state, createdAt: new Date(at) }) as Outgoing
  const [first, second, same] = [waits('b', 1), waits('a', 2), waits('c', 1)]
  expect([isBefore(first, second), isBefore(second, first)]).toEqual([true, false])
  expect([isBefore(first, same), isBefore(same, first)]).toEqual([true, false])
  expect(isBefore(first, first)).toBe(false)
  expect(isBefore(waits('d', 9, 'done'), first)).toBe(true)
})
