import { expect, test } from 'vitest'
import { giveBackMemory } from './give-back-memory.ts'

const MB = 1_000_000

test('room that is not needed any more goes back to the system', () => {
  let needed: number[][] | undefined = Array.from({ length: 100 }, () =>
    Array.from({ length: 100_000 }, (_, index) => index + 0.5),
  )
  const before = process.memoryUsage().heapTotal
  expect(needed).toHaveLength(100)
  needed = undefined
  giveBackMemory()
  expect(process.memoryUsage().heapTotal).toBeLessThan(before - 50 * MB)
})
