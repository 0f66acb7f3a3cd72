import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AllocationRule,
  byPriority,
  fewestParcels,
  keepBack,
  onShelf,
  sellable,
  shortagesOf,
  type Want,
} from './allocate.ts'
import type { LockedLevel } from './batch.ts'
import { haversineKm, nearest, type Place } from './nearest.ts'

type Shelf = [place: string, sku: string, onHand: number, beyond?: number]

const PLACES: Place[] = [
  { id: 'mumbai', country: 'IN', postcode: '400 001', latitude: 19.08, longitude: 72.88 },
  { id: 'delhi', country: 'IN', postcode: '110001', latitude: 28.61, longitude: 77.21 },
  { id: 'berlin', country: 'DE', postcode: '10115', latitude: 52.52, longitude: 13.4 },
]
const PRIORITY: Record<string, number> = { berlin: 1, mumbai: 2, delhi: 3 }

const levelOf = (
  [locationId, sku, onHand, backorderLimit = 0]: Shelf,
  more: Partial<LockedLevel> = {},
): LockedLevel => ({
  ...{ orgId: 'o', sku, locationId, priority: PRIORITY[locationId] ?? 9, active: true, onHand },
  ...{ reserved: 0, backorderLimit, safetyStock: 0, promisedFor: null, ...more },
})

const takesOf = (rule: AllocationRule, shelves: Shelf[], wants: Want[], address = {}) => {
  const levels = shelves.map((shelf) => levelOf(shelf))
  const levelsOf = (sku: string) => levels.filter((level) => level.sku === sku)
  return rule(wants, levelsOf, address).map((take) => [take.line, take.locationId, take.quantity])
}

const want = (...wants: [sku: string, quantity: number][]): Want[] =>
  wants.map(([sku, quantity], index) => ({ line: index + 1, sku, quantity }))

const pune = { country: 'IN', latitude: 18.52, longitude: 73.86 }
const byPostcode = { country: 'IN', postcode: '110 001' }
const somewhere = { country: 'IN', postcode: '560001' }

test.for<
  [
    rule: string,
    how: AllocationRule,
    shelves: Shelf[],
    wants: Want[],
    takes: unknown[],
    to?: object,
  ]
>([
  [
    'one place that has all comes before a place of higher priority',
    fewestParcels,
    [
      ['berlin', 'A', 1],
      ['delhi', 'A', 1],
      ['delhi', 'B', 1],
    ],
    want(['A', 1], ['B', 1]),
    [
      [1, 'delhi', 1],
      [2, 'delhi', 1],
    ],
  ],
  [
    'of two places that have all, priority decides',
    fewestParcels,
    [
      ['delhi', 'A', 9],
      ['mumbai', 'A', 9],
    ],
    want(['A', 2]),
    [[1, 'mumbai', 2]],
  ],
  [
    'what no place has alone is put together by priority',
    fewestParcels,
    [
      ['delhi', 'A', 2],
      ['mumbai', 'A', 2],
    ],
    want(['A', 3]),
    [
      [1, 'mumbai', 2],
      [1, 'delhi', 1],
    ],
  ],
  [
    'the same SKU in two lines must fit together',
    fewestParcels,
    [
      ['mumbai', 'A', 3],
      ['delhi', 'A', 4],
    ],
    want(['A', 2], ['A', 2]),
    [
      [1, 'delhi', 2],
      [2, 'delhi', 2],
    ],
  ],
  [
    'by priority a place is emptied before the next is opened',
    byPriority,
    [
      ['delhi', 'A', 9],
      ['berlin', 'A', 1],
    ],
    want(['A', 2]),
    [
      [1, 'berlin', 1],
      [1, 'delhi', 1],
    ],
  ],
  [
    'the nearest place comes first, whatever its priority',
    nearest(PLACES),
    [
      ['berlin', 'A', 9],
      ['delhi', 'A', 9],
      ['mumbai', 'A', 9],
    ],
    want(['A', 1]),
    [[1, 'mumbai', 1]],
    pune,
  ],
  [
    'an address without coordinates has those of the place with its postcode',
    nearest(PLACES),
    [
      ['berlin', 'A', 9],
      ['mumbai', 'A', 9],
      ['delhi', 'A', 9],
    ],
    want(['A', 1]),
    [[1, 'delhi', 1]],
    byPostcode,
  ],
  [
    'of an unknown spot at least the country is near',
    nearest(PLACES),
    [
      ['berlin', 'A', 9],
      ['delhi', 'A', 9],
      ['mumbai', 'A', 9],
    ],
    want(['A', 1]),
    [[1, 'mumbai', 1]],
    somewhere,
  ],
  [
    'without any address priority decides',
    nearest(PLACES),
    [
      ['delhi', 'A', 9],
      ['berlin', 'A', 9],
    ],
    want(['A', 1]),
    [[1, 'berlin', 1]],
  ],
  [
    'what is not there is not taken',
    byPriority,
    [['delhi', 'A', 1]],
    want(['A', 2], ['B', 1]),
    [[1, 'delhi', 1]],
  ],
  [
    'a shelf elsewhere comes before what has yet to arrive',
    fewestParcels,
    [
      ['berlin', 'A', 1, 5],
      ['mumbai', 'A', 1],
    ],
    want(['A', 4]),
    [
      [1, 'berlin', 3],
      [1, 'mumbai', 1],
    ],
  ],
  ['nothing wanted takes nothing', fewestParcels, [['delhi', 'A', 1]], [], []],
])('%s', ([, how, shelves, wants, takes, to]) => {
  expect(takesOf(how, shelves, wants, to)).toEqual(takes)
})

test('a place that is closed sells nothing, and safety stock stays', () => {
  expect(sellable(levelOf(['delhi', 'A', 5], { active: false }))).toBe(0)
  expect(sellable(levelOf(['delhi', 'A', 5], { safetyStock: 2, reserved: 1 }))).toBe(2)
  expect(sellable(levelOf(['delhi', 'A', 5], { backorderLimit: 3, reserved: 6 }))).toBe(2)
  expect(sellable(levelOf(['delhi', 'A', 5], { safetyStock: 9 }))).toBe(0)
})

test('the way from Mumbai to Delhi is as long as on a map', () => {
  const mumbai = { latitude: 19.08, longitude: 72.88 }
  const delhi = { latitude: 28.61, longitude: 77.21 }
  expect(haversineKm(mumbai, delhi)).toBeCloseTo(1_149, -1)
})

const count = fc.integer({ min: 0, max: 6 })
const someLevel = fc
  .record({
    ...{ locationId: fc.constantFrom('mumbai', 'delhi', 'berlin', 'moon') },
    ...{ sku: fc.constantFrom('A', 'B', 'C'), priority: count, active: fc.boolean() },
    ...{ onHand: count, reserved: count, backorderLimit: count, safetyStock: count },
  })
  .map((level): LockedLevel => ({ orgId: 'o', promisedFor: null, ...level }))
const someLevels = fc.uniqueArray(someLevel, {
  maxLength: 12,
  selector: ({ locationId, sku }) => `${locationId}/${sku}`,
})
const sum = (parts: { quantity: number }[]) =>
  parts.reduce((total, { quantity }) => total + quantity, 0)
const someWants = fc
  .array(fc.tuple(fc.constantFrom('A', 'B', 'C', 'GHOST'), fc.integer({ min: 1, max: 8 })), {
    maxLength: 5,
  })
  .map((wants) => want(...wants))
const someAddress = fc.constantFrom(null, pune, byPostcode, somewhere, { latitude: 'x' })

test.for([
  ['fewest parcels', fewestParcels],
  ['priority', byPriority],
  ['nearest', nearest(PLACES)],
] as const)(
  '%s never takes more than there is or is wanted, nor less than it could',
  ([, rule]) => {
    fc.assert(
      fc.property(someLevels, someWants, someAddress, (levels, wants, address) => {
        const levelsOf = (sku: string) => levels.filter((level) => level.sku === sku)
        const before = structuredClone(levels)
        const takes = rule(wants, levelsOf, address)
        expect(levels).toEqual(before)

        const takenFrom = ({ sku, locationId }: LockedLevel) =>
          sum(takes.filter((take) => take.locationId === locationId && take.sku === sku))
        for (const level of levels) {
          expect(takenFrom(level)).toBeLessThanOrEqual(sellable(level))
          if (takenFrom(level) <= onShelf(level)) continue
          // Somebody has to wait, so nothing lies on a shelf any more.
          for (const other of levelsOf(level.sku)) {
            expect(takenFrom(other)).toBeGreaterThanOrEqual(onShelf(other))
          }
        }
        for (const { line, quantity } of wants) {
          expect(sum(takes.filter((take) => take.line === line))).toBeLessThanOrEqual(quantity)
        }
        for (const sku of new Set(wants.map((one) => one.sku))) {
          const wanted = sum(wants.filter((one) => one.sku === sku))
          const there = levelsOf(sku).reduce((total, level) => total + sellable(level), 0)
          expect(sum(takes.filter((take) => take.sku === sku))).toBe(Math.min(wanted, there))
        }
        expect(takes.every(({ quantity }) => quantity > 0)).toBe(true)
      }),
      { numRuns: 500 },
    )
  },
)

test('for others is kept what lies on any shelf, before what has yet to arrive', () => {
  const levels = [levelOf(['berlin', 'A', 0, 2]), levelOf(['mumbai', 'A', 2])]
  keepBack(levels, 3)
  expect(levels.map(({ reserved }) => reserved)).toEqual([1, 2])
})

test('what is short is told with what there is', () => {
  const levels = [levelOf(['delhi', 'A', 1]), levelOf(['mumbai', 'A', 1])]
  const wants = want(['A', 2], ['A', 2])
  const short = shortagesOf(
    wants,
    byPriority(wants, () => levels, null),
    () => levels,
  )
  expect(short).toEqual([{ sku: 'A', wanted: 4, available: 2 }])
})
