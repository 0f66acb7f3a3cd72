let timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Days are those of the shop, whatever the clock of this browser says. */
export const countDaysIn = (zone: string): void => void (timeZone = zone)

/** When a day such as `2026-11-21` begins in the shop; `daysLater` 1 is where it ends. */
export function startOfDay(day: string, daysLater = 0): Date {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + daysLater)
  // The offset at midnight of UTC may be that of before a change of the clocks; at the moment that
  // it leads to, it is the right one.
  const guess = date.getTime() - offsetMs(date.getTime())
  return new Date(date.getTime() - offsetMs(guess))
}

/** How far the clock of the shop is ahead of UTC at this moment. */
function offsetMs(at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone }).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value)
  const there = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'))
  return there - Math.floor(at / MINUTE_MS) * MINUTE_MS
}

const MINUTE_MS = 60_000
const FIELDS: Intl.DateTimeFormatOptions = {
  ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  ...{ hour: 'numeric', minute: 'numeric', hourCycle: 'h23' },
}
