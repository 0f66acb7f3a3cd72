import { expect, test } from 'vitest'
import type { CanonicalOrder } from '#channels'
import { dueMinorOf, soldMinorOf, withWhatItCosts } from './what-it-costs.ts'

type Totals = Partial<CanonicalOrder['totals']>

const orderOf = (totals: Totals, more: object = {}) =>
  ({
    ...{ lifecycle: 'open', paymentStatus: 'paid', ...more },
    totals: {
      ...{ grandTotalMinor: 1_000, currentTotalMinor: null, refundedMinor: null },
      ...{ outstandingMinor: null, ...totals },
    },
  }) as unknown as CanonicalOrder

test.for<[rule: string, totals: Totals, more: object, costs: number | null]>([
  ['what was ordered, where nothing was taken out', { currentTotalMinor: 1_000 }, {}, 1_000],
  ['what is left, once pieces were taken out', { currentTotalMinor: 700 }, {}, 700],
  ['as much, once they were paid back', { currentTotalMinor: 700, refundedMinor: 300 }, {}, 1_000],
  ['or are still to be', { currentTotalMinor: 700, outstandingMinor: -300 }, {}, 1_000],
  [
    'no less for what is still to be paid',
    { currentTotalMinor: 700, outstandingMinor: 9 },
    {},
    700,
  ],
  ['no more than was sold', { currentTotalMinor: 900, refundedMinor: 300 }, {}, 1_000],
  ['more, once pieces were added', { currentTotalMinor: 1_500 }, {}, 1_500],
  [
    'what it was about, once cancelled',
    { currentTotalMinor: 0 },
    { lifecycle: 'cancelled' },
    1_000,
  ],
  [
    'what is held for it, as long as that is not taken',
    ...([{ currentTotalMinor: 700 }, { paymentStatus: 'authorized' }, 1_000] as const),
  ],
  ['nothing known, where no total is', { grandTotalMinor: null, currentTotalMinor: 7 }, {}, null],
  ['what was ordered, where nothing else is said', {}, {}, 1_000],
])('an order costs %s', ([, totals, more, costs]) => {
  const order = orderOf(totals, more)
  const priced = withWhatItCosts(order)
  expect(priced.totals.grandTotalMinor).toBe(costs)
  if (costs === order.totals.grandTotalMinor) expect(priced).toBe(order)
})

test.for<[rule: string, paymentStatus: string, totals: Totals, due: number]>([
  ['all of it', 'pending', {}, 1_000],
  ['all but what went back', 'pending', { refundedMinor: 300 }, 700],
  ['what its platform says is left', 'partially_paid', { outstandingMinor: 400 }, 400],
  ['as cash at the door too', 'cod_pending', { outstandingMinor: 400 }, 400],
  ['all, where it does not say', 'cod_pending', {}, 1_000],
  ['all, where the word is not meant', 'pending', { outstandingMinor: 0 }, 1_000],
  ['no more than the rest', 'cod_pending', { outstandingMinor: 900, refundedMinor: 300 }, 700],
  ['never less than nothing', 'partially_paid', { outstandingMinor: -5 }, 0],
  ['nothing where all went back', 'pending', { refundedMinor: 1_200 }, 0],
])('of an order is still to be taken: %s', ([, paymentStatus, totals, due]) => {
  expect(dueMinorOf(orderOf(totals, { paymentStatus }))).toBe(due)
})

test('what was sold is the most that was ever ordered', () => {
  expect(soldMinorOf(orderOf({ currentTotalMinor: 700 }))).toBe(1_000)
  expect(soldMinorOf(orderOf({ currentTotalMinor: 1_500 }))).toBe(1_500)
  expect(soldMinorOf(orderOf({ grandTotalMinor: null }))).toBe(0)
})
