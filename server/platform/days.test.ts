import { expect, test } from 'vitest'
import { endOfDay } from './days.ts'

test.for([
  ['2026-11-21', 'UTC', '2026-11-21T23:59:59.999Z'],
  ['2026-11-21', 'Asia/Kolkata', '2026-11-21T18:29:59.999Z'],
  ['2026-12-31', 'Pacific/Kiritimati', '2026-12-31T09:59:59.999Z'],
  ['2026-11-21', 'America/Los_Angeles', '2026-11-22T07:59:59.999Z'],
  // On these days the clocks change.
  ['2026-03-29', 'Europe/Berlin', '2026-03-29T21:59:59.999Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-25T22:59:59.999Z'],
  ['2026-03-28', 'Europe/Berlin', '2026-03-28T22:59:59.999Z'],
  ['2026-04-05', 'Pacific/Auckland', '2026-04-05T11:59:59.999Z'],
  // At midnight itself: the next day begins at 01:00, or has two midnights, or this one has two.
  ['2026-09-05', 'America/Santiago', '2026-09-06T03:59:59.999Z'],
  ['2026-03-28', 'Atlantic/Azores', '2026-03-29T00:59:59.999Z'],
  ['2026-10-31', 'America/Havana', '2026-11-01T03:59:59.999Z'],
  ['2026-04-04', 'America/Santiago', '2026-04-05T03:59:59.999Z'],
] as const)('%s ends in %s at %s', ([day, timeZone, end]) => {
  expect(endOfDay(day, timeZone).toISOString()).toBe(end)
})

test.for([
  'America/Havana',
  'Asia/Beirut',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
])('after the end of a day it is the next one, all year in %s', (timeZone) => {
  const shown = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    const end = endOfDay(day, timeZone)
    expect([day, shown.format(end)]).toEqual([day, day])
    expect(shown.format(end.getTime() + 1) > day).toBe(true)
  }
})
