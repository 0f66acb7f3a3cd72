import { expect, test } from 'vitest'
import { wordsOf } from './command.ts'

const status = (count: number) => ({
  ...{ storeId: 's', state: 'active' as const, lastMessageAt: null, parked: count },
  sync: {
    ...{ canBeAsked: false, through: null, lagS: null, isLagging: false },
    ...{ polledAt: null, lastError: null, failingSince: null },
  },
  lastHour: { messages: count, errors: count, verdicts: {} },
  lastDay: { messages: count, errors: count, verdicts: {} },
  listings: { all: count, unmapped: count },
  refused: { stock: count, orders: count },
  delist: { confirmed: 0, p50Ms: null, p95Ms: null },
})

test.for<[count: number, lines: string[]]>([
  [
    0,
    [
      'last hour       0 messages, 0 errors',
      'last day        0 messages, 0 errors',
      'for people      0 messages, 0 of 0 listings unmapped',
      'refused there   0 numbers, 0 parcels or cancellations',
    ],
  ],
  [
    1,
    [
      'last hour       1 message, 1 error',
      'last day        1 message, 1 error',
      'for people      1 message, 1 of 1 listing unmapped',
      'refused there   1 number, 1 parcel or cancellation',
    ],
  ],
])('%i of everything is said as people say it', ([count, lines]) => {
  expect(wordsOf(status(count)).filter((line) => /^(?:last (?:h|d)|for|ref)/.test(line))).toEqual(
    lines,
  )
})
