import { expect, test } from 'vitest'
import type { OrderPart } from './adapter.ts'
import { addPart, keyOfPart, type KeptPart } from './kept-parts.ts'

const kept = (part: OrderPart, at: string): KeptPart => ({ key: keyOfPart(part), at, part })

const binned: OrderPart = { type: 'cancel_requested', reason: 'moved to the bin' }
const cancelled: OrderPart = { type: 'cancelled', reason: null }

test('a wish to cancel that comes again later counts from then on, and an older one never', () => {
  const first = kept(binned, '2026-08-01T10:00:00Z')
  const again = kept(binned, '2026-08-03T10:00:00Z')
  expect(addPart([first], again)).toEqual([again])
  expect(addPart([first], first)).toBeUndefined()
  expect(addPart([again], first)).toBeUndefined()
})

test('what happens once keeps the time at which it was first told', () => {
  const first = kept(cancelled, '2026-08-01T10:00:00Z')
  expect(addPart([], first)).toEqual([first])
  expect(addPart([first], kept(cancelled, '2026-08-03T10:00:00Z'))).toBeUndefined()
})
