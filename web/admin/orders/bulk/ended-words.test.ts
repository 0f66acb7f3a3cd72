import { expect, test } from 'vitest'
import { endedWords } from './ended-words.ts'

test.for<[words: string, done: number, failed: number, skipped: number]>([
  ['One order is done.', 1, 0, 0],
  ['All 3 orders are done.', 3, 0, 0],
  ['Of 120: 117 done, 3 left out.', 117, 3, 0],
  ['Of 4: 3 done, 1 with nothing to do.', 3, 0, 1],
  ['Of 1: 1 left out.', 0, 1, 0],
])('%s', ([words, done, failed, skipped]) => {
  expect(endedWords({ done, failed, skipped, total: done + failed + skipped })).toBe(words)
})
