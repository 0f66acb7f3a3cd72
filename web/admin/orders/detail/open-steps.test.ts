import { expect, test } from 'vitest'
import { openSteps } from './open-steps.ts'

const line = {
  ...{ quantity: 3, cancelledQuantity: 0, shortQuantity: 0 },
  ...{ shippedQuantity: 0, returnedQuantity: 0 },
}
const sent = [{ ...line, shippedQuantity: 3 }]

type Line = Parameters<typeof openSteps>[0]['lines'][number]

const stepsOf = (more: object, lines: object[] = [line]) => [
  ...openSteps({
    ...{ lifecycle: 'placed', fulfilment: 'none', holds: [], lines: lines as Line[] },
    sentByStore: false,
    ...more,
  }),
]

test('a button is there for what the order can do, and for nothing else', () => {
  expect(stepsOf({})).toEqual(['confirm', 'hold', 'cancel', 'cancelLines'])
  expect(stepsOf({ fulfilment: 'shipped' }, [])).not.toContain('confirm')
  expect(stepsOf({ lifecycle: 'confirmed' })).toEqual(['ship', 'hold', 'cancel', 'cancelLines'])
  expect(stepsOf({ lifecycle: 'confirmed', fulfilment: 'partly_shipped' })).toEqual([
    'ship',
    'hold',
    'cancelLines',
  ])
  expect(stepsOf({ lifecycle: 'confirmed', fulfilment: 'shipped' }, sent)).toEqual([
    'deliver',
    'return',
  ])
  expect(stepsOf({ lifecycle: 'confirmed', fulfilment: 'delivered' }, sent)).toEqual(['return'])
  expect(stepsOf({ lifecycle: 'confirmed', fulfilment: 'returned' }, [])).toEqual([])
  expect(stepsOf({ lifecycle: 'cancelled' })).toEqual([])
  expect(stepsOf({ lifecycle: 'confirmed', sentByStore: true })).toEqual([
    'hold',
    'cancel',
    'cancelLines',
  ])
})

test('what is on hold goes nowhere but back', () => {
  const holds = ['manual']
  expect(stepsOf({ holds })).toEqual(['hold', 'release', 'cancel', 'cancelLines'])
  expect(stepsOf({ holds, lifecycle: 'confirmed' })).toEqual([
    'hold',
    'release',
    'cancel',
    'cancelLines',
  ])
})

test('pieces that nobody has, or that are not out there, take no step', () => {
  const isShort = { ...line, shortQuantity: 3 }
  expect(stepsOf({ lifecycle: 'confirmed' }, [isShort])).toEqual(['hold', 'cancel', 'cancelLines'])
  expect(stepsOf({ lifecycle: 'confirmed' }, [isShort, line])).toContain('ship')
  expect(stepsOf({ lifecycle: 'confirmed', fulfilment: 'delivered' }, [])).toEqual([])
})

test('the only piece of an order is cancelled with it, and alone once others have left', () => {
  const [one, gone] = [{ ...line, quantity: 1 }, sent[0]!]
  expect(stepsOf({}, [one])).not.toContain('cancelLines')
  const part = { lifecycle: 'confirmed', fulfilment: 'partly_shipped' }
  expect(stepsOf(part, [one, gone])).toContain('cancelLines')
  expect(stepsOf(part, [one, gone])).not.toContain('cancel')
  expect(stepsOf({ lifecycle: 'confirmed', fulfilment: 'shipped' }, [gone])).toEqual([
    'deliver',
    'return',
  ])
})
