import { expect, test } from 'vitest'
import { formatAgo, formatTime, formatUtc } from './time.tsx'

const noon = new Date('2026-01-15T12:00:00Z')

test("a time is shown by the shop's clock, not by the browser's", () => {
  const shop = { timeZone: 'Asia/Kolkata', language: 'en-GB' }
  expect(formatTime(noon, 'minute', shop)).toBe('15 Jan 2026, 17:30')
  expect(formatTime(noon, 'second', shop)).toBe('15 Jan 2026, 17:30:00')
})

test('a day is the day at the shop', () => {
  const late = new Date('2026-01-15T20:00:00Z')
  expect(formatTime(late, 'date', { timeZone: 'Asia/Kolkata', language: 'en-GB' })).toBe(
    '16 Jan 2026',
  )
})

test('UTC names itself', () => {
  expect(formatUtc(noon)).toBe('2026-01-15 12:00:00 UTC')
})

test.for<[at: string, text: string]>([
  ['2026-01-15T11:59:58Z', '2 seconds ago'],
  ['2026-01-15T11:57:01Z', '2 minutes ago'],
  ['2026-01-15T09:00:00Z', '3 hours ago'],
  ['2026-01-14T11:00:00Z', 'yesterday'],
  ['2026-01-15T14:00:00Z', 'in 2 hours'],
  ['2026-01-15T12:00:00Z', 'now'],
])('%s is "%s" at noon', ([at, text]) => {
  expect(formatAgo(new Date(at), noon, 'en-GB')).toBe(text)
})
