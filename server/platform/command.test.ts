import { expect, test } from 'vitest'
import { z } from 'zod'
import { readWords, WrongUse } from './command.ts'

const Wanted = z.object({
  email: z.email(),
  scopes: z.array(z.string()).min(1),
  days: z.number().int().min(1).max(30),
  settings: z.object({ shipsWithinHours: z.number() }).optional(),
})

const wordsFor = (value: object): string => {
  try {
    readWords(Wanted, value)
  } catch (error) {
    if (error instanceof WrongUse) return error.message
  }
  return ''
}

test('what is wrong is said with the names of the options', () => {
  expect(wordsFor({}).split('\n')).toEqual([
    ...['--email is missing.', '--scopes is missing.', '--days is missing.'],
  ])
  const right = { email: 'a@b.example', scopes: ['x'], days: 1 }
  expect(wordsFor(right)).toBe('')
  expect(wordsFor({ ...right, scopes: [] })).toBe('--scopes is missing.')
  expect(wordsFor({ ...right, days: Number('x') })).toBe('--days must be a number.')
  expect(wordsFor({ ...right, days: 31 })).toBe('--days must be at most 30.')
  expect(wordsFor({ ...right, days: 0 })).toBe('--days must be at least 1.')
  expect(wordsFor({ ...right, email: 'x' })).toBe('--email must be an e-mail address.')
  const late = { ...right, settings: { shipsWithinHours: Number('x') } }
  expect(wordsFor(late)).toBe('--ships-within-hours must be a number.')
})
