/** The last moment of a day such as `2026-11-21` in a time zone. */
export function endOfDay(day: string, timeZone: string): Date {
  const midnight = Date.parse(day) + DAY_MS
  // The clocks may change between these two, so midnight is read by the offset of either side.
  const midnights = [midnight - DAY_MS, midnight + DAY_MS].map(
    (at) => midnight - offsetMs(at, timeZone),
  )
  const isMidnight = (at: number) => midnight - offsetMs(at, timeZone) === at
  // Where the clocks skip midnight, as in Santiago, the day ends at what would have been midnight.
  const next = midnights.find(isMidnight) ?? Math.max(...midnights)
  return new Date(next - 1)
}

const DAY_MS = 86_400_000
const SECOND_MS = 1_000

/** How far the time zone is ahead of UTC at this moment. */
function offsetMs(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value)
  const [year, month, day] = [of('year'), of('month') - 1, of('day')]
  const there = Date.UTC(year, month, day, of('hour'), of('minute'), of('second'))
  return there - Math.floor(at / SECOND_MS) * SECOND_MS
}

/** Creating a format takes longer than using it. There are no more of them than time zones. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone })
  formats.set(timeZone, made)
  return made
}

const FIELDS: Intl.DateTimeFormatOptions = {
  ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  ...{ hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' },
}
