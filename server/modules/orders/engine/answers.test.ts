import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Answers } from './answers.ts'

test('the callers of a large batch are told a few at a time, in their order, and all of them', async () => {
  const answers = new Answers()
  const told: number[] = []
  for (let n = 0; n < 40; n++) answers.add(() => told.push(n))
  const turns: number[] = []
  while (answers.waiting > 0) {
    await setImmediate()
    turns.push(told.length)
  }
  expect(turns).toEqual([16, 32, 40])
  expect(told).toEqual(Array.from({ length: 40 }, (_, n) => n))
})
