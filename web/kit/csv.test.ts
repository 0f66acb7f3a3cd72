import { expect, test } from 'vitest'
import { separatedBy, usualSeparator } from './csv.ts'

test.for([
  ['en-IN', 'comma'],
  ['hi-IN', 'comma'],
  ['de-DE', 'semicolon'],
  ['en-NL', 'semicolon'],
  ['de-CH', 'comma'],
])('in %s columns are kept apart by a %s', ([locale, separator]) => {
  expect(usualSeparator(locale)).toBe(separator)
})

test('the separator is one more part of the query', () => {
  expect(separatedBy('/a.csv', 'tab')).toBe('/a.csv?separator=tab')
  expect(separatedBy('/a.csv?q=1', 'semicolon')).toBe('/a.csv?q=1&separator=semicolon')
})
