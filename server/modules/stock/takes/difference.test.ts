import { expect, test } from 'vitest'
import { openDifference } from './difference.ts'

test.for<[rule: string, difference: number, corrected: number, left: number]>([
  ['a difference that nobody has corrected is booked', -3, 0, -3],
  ['a difference that was corrected since is not booked again', -3, -3, 0],
  ['of one that was corrected in part the rest is booked', 5, 2, 3],
  ['more that was corrected is not undone', -1, -4, 0],
  ['a loss after the count is no part of what was found', 2, -1, 2],
  ['what was found after the count is no part of what is missing', -2, 1, -2],
  ['a loss after a count that was right stays a loss', 0, -1, 0],
  ['what was found after a count that was right stays', 0, 6, 0],
])('%s', ([, difference, corrected, left]) => {
  expect(openDifference(difference, corrected)).toBe(left)
})
