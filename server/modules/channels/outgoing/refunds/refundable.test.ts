import { expect, test } from 'vitest'
import type { CanonicalLine, CanonicalOrder, CanonicalRefund } from '../../canonical.ts'
import type { Outgoing } from '../store.ts'
import { markOf, refundableOf, worthOf } from './refundable.ts'

const ID = '019a0000-0000-7000-8000-0000000000aa'

const given = (externalId: string, quantity: string, reason: string | null): CanonicalRefund => ({
  ...{ externalId, at: null, amountMinor: 300, reason, shippingMinor: 0 },
  lines: [{ externalLineId: 'a', quantity, amountMinor: 300, taxMinor: 0, restock: null }],
})
const version = (activeQuantity: string, refunds: CanonicalRefund[] = []) =>
  ({ lines: [{ externalLineId: 'a', activeQuantity }], refunds }) as unknown as CanonicalOrder
const row = (state: Outgoing['state'], reference: string | null = null) =>
  ({
    ...{ id: ID, kind: 'refund', state, reference },
    body: { amountMinor: 300, lines: [{ externalLineId: 'a', quantity: 1 }] },
  }) as unknown as Outgoing

const CASES: [rule: string, refunded: number, Partial<Parts>, left: number, pieces: number][] = [
  ['nothing went back', 0, {}, 1_000, 3],
  ['what waits counts', 0, { told: [row('waiting')] }, 700, 2],
  ['what is being decided counts', 0, { told: [row('submitted')] }, 700, 2],
  ['what was taken counts until the platform tells', 0, { told: [row('done', '7')] }, 700, 2],
  ['what was refused does not', 0, { told: [row('refused')] }, 1_000, 3],
  [
    'the echo counts once, by its number there',
    300,
    { version: version('2', [given('7', '1', null)]), told: [row('done', 'order/7')] },
    ...([700, 2] as const),
  ],
  [
    'the echo counts once, by our mark, even before we know that it came through',
    300,
    {
      version: version('2', [given('7', '1', `late ${markOf({ id: ID })}`)]),
      told: [row('waiting')],
    },
    ...([700, 2] as const),
  ],
  [
    'a part that came alone takes its pieces',
    300,
    { whole: version('3', [given('8', '2', null)]) },
    ...([700, 1] as const),
  ],
  ['never less than nothing', 900, { told: [row('waiting'), row('done')] }, 0, 1],
]
type Parts = Pick<Parameters<typeof refundableOf>[0], 'version' | 'whole' | 'told'>

test.for(CASES)('%s', ([, refundedMinor, parts, left, pieces]) => {
  const order = { grandTotalMinor: 1_000, refundedMinor }
  const last = parts.version ?? version('3')
  const found = refundableOf({ order, version: last, whole: last, told: [], ...parts })
  expect([found.amountMinor, found.pieces.get('a')]).toEqual([left, pieces])
})

test.for<[rule: string, Partial<CanonicalLine>, pieces: number, included: boolean, worth: number]>([
  ['with its tax', { totalMinor: 3_000, taxMinor: 300 }, 1, false, 1_100],
  ['with tax in the price', { totalMinor: 3_000, taxMinor: 300 }, 1, true, 1_000],
  ['after its discount', { totalMinor: null, discountMinor: 600 }, 3, true, 2_400],
  ['rounded in favour of nobody but the shop', { totalMinor: 1_000 }, 1, true, 333],
  ['no more than was ordered', { totalMinor: 3_000 }, 9, true, 3_000],
  ['a line that gave money is worth nothing', { totalMinor: -500 }, 1, true, 0],
  ['a line of no pieces', { quantity: '0', totalMinor: 100 }, 1, true, 0],
])('a piece is worth what it cost: %s', ([, said, pieces, taxIncluded, worth]) => {
  const line = { quantity: '3', unitPriceMinor: 1_000, discountMinor: 0, taxMinor: 0, ...said }
  expect(worthOf(line as CanonicalLine, pieces, taxIncluded)).toBe(worth)
})
