import { expect, test } from 'vitest'
import { chosenOf, linesOf, namedLinesOf, noneOf, partsOf, sumsOf } from './pieces.ts'

const NOTHING = { cancelledQuantity: 0, shippedQuantity: 0, returnedQuantity: 0, shortQuantity: 0 }
const lines = [
  { id: '1', quantity: 5, ...NOTHING, cancelledQuantity: 1, shippedQuantity: 2 },
  { id: '2', quantity: 3, ...NOTHING, shortQuantity: 2 },
  { id: '3', quantity: 1, ...NOTHING, shippedQuantity: 1, returnedQuantity: 1 },
]
const [toShip, toTakeBack] = [partsOf({ lines }, 'ship'), partsOf({ lines }, 'return')]

test('a part can be sent of what is still here, and nothing of what nobody has yet', () => {
  expect(toShip).toEqual([
    { line: '1', open: 2, most: 2 },
    { line: '2', open: 3, most: 1 },
  ])
  expect(sumsOf(toShip, {})).toEqual({ open: 5, most: 3, chosen: 3 })
  expect(sumsOf(toShip, { '2': 0 })).toEqual({ open: 5, most: 3, chosen: 2 })
})

test('a part can come back of what was sent and has not come back', () => {
  expect(toTakeBack).toEqual([{ line: '1', open: 2, most: 2 }])
})

test('lines are named only where something is left out', () => {
  expect(linesOf(toShip, {})).toBeUndefined()
  expect(linesOf(toShip, { '1': 2, '2': 1 })).toBeUndefined()
  expect(linesOf(toShip, { '1': 1, '2': 0 })).toEqual([{ line: 1, quantity: 1 }])
})

test('what was wanted is never more than is left meanwhile', () => {
  expect(chosenOf({ line: '1', open: 1, most: 1 }, { '1': 2 })).toBe(1)
  expect(linesOf([{ line: '1', open: 1, most: 1 }], { '1': 2 })).toBeUndefined()
})

test('what has not been sent can be cancelled, also what nobody has; at first it is none of it', () => {
  const parts = partsOf({ lines }, 'cancelLines')
  expect(parts).toEqual([
    { line: '1', open: 2, most: 2 },
    { line: '2', open: 3, most: 3 },
  ])
  expect(namedLinesOf(parts, noneOf(parts))).toEqual([])
  expect(namedLinesOf(parts, { ...noneOf(parts), '2': 1 })).toEqual([{ line: 2, quantity: 1 }])
})
