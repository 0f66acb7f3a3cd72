import { expect, test } from 'vitest'
import { inLanes } from './in-lanes.ts'

const numbers = Array.from({ length: 500 }, (_, index) => index)

test('many are done a few at a time, and the results stand in their order', async () => {
  let [now, most] = [0, 0]
  const doubled = await inLanes(numbers, 64, async (number) => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setImmediate(resolve))
    now--
    return number * 2
  })
  expect(doubled).toEqual(numbers.map((number) => number * 2))
  expect(most).toBe(64)
})

test('a failure is told when all that had begun has ended, and nothing begins after it', async () => {
  const done: number[] = []
  const work = inLanes(numbers, 64, async (number) => {
    if (number === 3) throw new Error('The database is away.')
    await new Promise((resolve) => setImmediate(resolve))
    done.push(number)
  })
  await expect(work).rejects.toThrow('away')
  expect(done).toHaveLength(63)
})
