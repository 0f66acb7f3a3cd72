import { expect, test } from 'vitest'
import { createTicks } from './ticks.ts'

test('who looks after nobody did for long sees the time of now, and all see the same', () => {
  let now = new Date('2026-01-15T12:00:00Z')
  const pass = (ms: number) => (now = new Date(now.getTime() + ms))
  const ticks = createTicks(15_000, () => now)
  const hourLater = pass(3_600_000)
  expect(ticks.last()).toBe(hourLater)
  const leave = ticks.follow(() => {})
  pass(60_000)
  expect(ticks.last()).toBe(hourLater)
  leave()
  expect(ticks.last()).toBe(now)
})
