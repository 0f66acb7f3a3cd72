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
] as const)('%s ends in %s at %s', ([day, timeZone, end]) => {
  expect(endOfDay(day, timeZone).toISOString()).toBe(end)
})
