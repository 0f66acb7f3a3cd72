import { expect, test } from 'vitest'
import { countDaysIn, startOfDay } from './days.ts'

test.for([
  ['Asia/Kolkata', '2026-11-21', 0, '2026-11-20T18:30:00.000Z'],
  ['Asia/Kolkata', '2026-11-30', 1, '2026-11-30T18:30:00.000Z'],
  ['America/New_York', '2026-11-21', 0, '2026-11-21T05:00:00.000Z'],
  // The clocks go back on the first: this day has 25 hours, and forward on the eighth of March.
  ['America/New_York', '2026-11-01', 0, '2026-11-01T04:00:00.000Z'],
  ['America/New_York', '2026-11-01', 1, '2026-11-02T05:00:00.000Z'],
  ['America/New_York', '2026-03-08', 1, '2026-03-09T04:00:00.000Z'],
  ['Pacific/Auckland', '2026-04-05', 0, '2026-04-04T11:00:00.000Z'],
  // Here they change at midnight: forward, so that the day has none, and back, so that it has two.
  ['America/Santiago', '2026-09-06', 0, '2026-09-06T04:00:00.000Z'],
  ['America/Santiago', '2026-09-05', 1, '2026-09-06T04:00:00.000Z'],
  ['America/Santiago', '2026-04-05', 0, '2026-04-05T04:00:00.000Z'],
  ['Atlantic/Azores', '2026-03-29', 0, '2026-03-29T01:00:00.000Z'],
  ['Atlantic/Azores', '2026-10-25', 0, '2026-10-25T00:00:00.000Z'],
  ['Africa/Cairo', '2026-04-24', 0, '2026-04-23T22:00:00.000Z'],
  ['UTC', '2026-02-28', 1, '2026-03-01T00:00:00.000Z'],
] as const)('in %s the day %s, %i later, begins at %s', ([zone, day, later, at]) => {
  countDaysIn(zone)
  expect(startOfDay(day, later).toISOString()).toBe(at)
})
