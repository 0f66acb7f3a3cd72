import { timeFormat } from './formats.ts'

let timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Days are those of the shop, whatever the clock of this browser says. */
export const countDaysIn = (zone: string): void => void (timeZone = zone)

/** The calendar day at the shop, such as `2026-11-21`: it sorts, and it is the same for all. */
export const dayAt = (at: Date, zone: string = timeZone): string =>
  timeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at)

/** A day so many days after this one, or before it: days have no clock that could be changed. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

/** When a day such as `2026-11-21` begins in the shop; `daysLater` 1 is where it ends. */
export function startOfDay(day: string, daysLater = 0): Date {
  const wanted = daysAfter(day, daysLater)
  const midnight = Date.parse(wanted)
  // The offset at midnight of UTC may be that of before a change of the clocks; at the moment that
  // it leads to, it is the right one.
  const guess = midnight - offsetMs(midnight)
  const start = new Date(midnight - offsetMs(guess))
  // Where the clocks go forward at midnight, there is none: the day begins with the change.
  return dayAt(start) < wanted ? new Date(guess) : start
}

/** How far the clock of the shop is ahead of UTC at this moment. */
function offsetMs(at: number): number {
  const parts = timeFormat('en-US', { ...FIELDS, timeZone }).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value)
  const there = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'))
  return there - Math.floor(at / MINUTE_MS) * MINUTE_MS
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const FIELDS: Intl.DateTimeFormatOptions = {
  ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  ...{ hour: 'numeric', minute: 'numeric', hourCycle: 'h23' },
}
