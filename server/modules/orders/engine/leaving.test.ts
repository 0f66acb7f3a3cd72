import { expect, test } from 'vitest'
import type { LockedLevel } from '#stock'
import type { ChannelSale } from './command.ts'
import { splitTakes } from './leaving.ts'

type Split = [
  what: string,
  shelves: [number, number],
  shipped: number,
  gone: number[],
  kept: number[],
]

/** Three pieces are taken at the first place, where more may be promised, and one at the other. */
test.for<Split>([
  ['nothing', [1, 1], 0, [], [3, 1]],
  ['one piece', [1, 1], 1, [1], [2, 1]],
  ['what lies at two places', [1, 1], 2, [1, 1], [2]],
  ['more than lies anywhere', [1, 1], 3, [1, 1], [1]],
  ['what the books never had', [0, 0], 4, [], []],
])('of what had left, %s leaves the shelves', ([, [here, there], shipped, gone, kept]) => {
  const levels = [levelAt('main', here), levelAt('north', there)]
  const takes = [
    { line: 1, sku: 'MUG', locationId: 'main', quantity: 3 },
    { line: 1, sku: 'MUG', locationId: 'north', quantity: 1 },
  ]
  const sale = { lines: [{ shippedQuantity: shipped }] } as ChannelSale
  const split = splitTakes(sale, takes, () => levels)
  expect(split.gone.map(({ quantity }) => quantity)).toEqual(gone)
  expect(split.kept.map(({ quantity }) => quantity)).toEqual(kept)
  const left = gone.reduce((sum, quantity) => sum + quantity, 0)
  expect(levels[0]!.onHand + levels[1]!.onHand).toBe(here + there - left)
})

const levelAt = (locationId: string, onHand: number): LockedLevel => ({
  ...{ orgId: 'o', sku: 'MUG', locationId, priority: 1, active: true, onHand, reserved: 0 },
  ...{ backorderLimit: 9, safetyStock: 0, promisedFor: null },
})
