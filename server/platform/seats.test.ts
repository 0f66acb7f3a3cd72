import { expect, test } from 'vitest'
import { type Seated, Seats } from './seats.ts'

test('whoever leaves is gone, leaves once, and the next one gets the seat', () => {
  const seats = new Seats<Seated & { name: string }>()
  const [anna, ben, carl] = ['Anna', 'Ben', 'Carl'].map((name) => ({ name }))
  seats.take(anna!)
  seats.take(ben!)
  expect(seats.leave(anna!)).toBe(true)
  expect(seats.leave(anna!)).toBe(false)
  seats.take(carl!)
  expect(seats.leave(anna!)).toBe(false)
  expect(seats.taken).toBe(2)
  expect([...seats]).toEqual([carl, ben])
})

test('who never came in cannot leave', () => {
  expect(new Seats().leave({})).toBe(false)
})
