import { expect, test } from 'vitest'
import { replaced, validSecrets } from './credentials.ts'

const NOW = new Date('2026-01-15T12:00:00Z')
const later = (ms: number) => new Date(NOW.getTime() + ms)
const before = { values: { secret: 'old', token: 't' }, previous: [] }

test('a replaced secret stays valid for its overlap and not longer', () => {
  const after = replaced(before, { secret: 'new' }, { now: NOW, overlapMs: 1_000 })
  expect(validSecrets(after, ['secret'], NOW)).toEqual(['new', 'old'])
  expect(validSecrets(after, ['secret'], later(1_000))).toEqual(['new'])
  expect(after.values).toEqual({ secret: 'new', token: 't' })
})

test('a secret that was stolen is gone at once without an overlap', () => {
  const after = replaced(before, { secret: 'new' }, { now: NOW, overlapMs: 0 })
  expect(validSecrets(after, ['secret'], NOW)).toEqual(['new'])
})

test('what has run out is forgotten with the next change', () => {
  const once = replaced(before, { secret: 'new' }, { now: NOW, overlapMs: 1_000 })
  const twice = replaced(once, { secret: 'newer' }, { now: later(2_000), overlapMs: 1_000 })
  expect(twice.previous.map(({ value }) => value)).toEqual(['new'])
})

test('an end that is said now holds for all that came before, and for no other name', () => {
  const both = { ...before, previous: [{ name: 'token', value: 't0', until: '2027-01-01' }] }
  const once = replaced(both, { secret: 'new' }, { now: NOW, overlapMs: 60_000 })
  const shorter = replaced(once, { secret: 'newer' }, { now: NOW, overlapMs: 1_000 })
  expect(validSecrets(shorter, ['secret'], NOW)).toEqual(['newer', 'new', 'old'])
  expect(validSecrets(shorter, ['secret'], later(1_000))).toEqual(['newer'])
  const atOnce = replaced(once, { secret: 'newer' }, { now: NOW, overlapMs: 0 })
  expect(validSecrets(atOnce, ['secret'], NOW)).toEqual(['newer'])
  expect(validSecrets(atOnce, ['token'], NOW)).toEqual(['t', 't0'])
  // To save the same once more replaces nothing.
  const same = replaced(once, { secret: 'new' }, { now: NOW, overlapMs: 0 })
  expect(validSecrets(same, ['secret'], NOW)).toEqual(['new', 'old'])
})
