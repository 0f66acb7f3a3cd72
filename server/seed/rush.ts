import type { Random } from './random.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Most customers live by Indian time. */
const ZONE_MS = 5.5 * HOUR_MS

const OF_HOUR = [
  3, 2, 1, 1, 1, 2, 4, 6, 8, 10, 12, 13, 13, 12, 11, 10, 10, 11, 13, 16, 18, 17, 12, 6,
]
/** From Sunday on. */
const OF_WEEKDAY = [1.3, 0.85, 0.9, 0.95, 1, 1.1, 1.35]

/**
 * When orders come in, the earliest first: more in the evening than at night, more at the end of
 * the week than at its beginning, and a few more each month.
 */
export function* placedTimes(
  { orders, from, to }: { orders: number; from: number; to: number },
  random: Random,
): Generator<number> {
  const hours = hoursOf(from, to)
  const total = hours.reduce((sum, { weight }) => sum + weight, 0)
  let hour = 0
  let before = 0
  for (let n = 0; n < orders; n++) {
    const goal = ((n + random.next()) / orders) * total
    while (hour < hours.length - 1 && goal >= before + hours[hour]!.weight) {
      before += hours[hour]!.weight
      hour++
    }
    const { start, lengthMs, weight } = hours[hour]!
    yield Math.floor(start + Math.min(1, (goal - before) / weight) * lengthMs)
  }
}

function hoursOf(from: number, to: number) {
  const hours: { start: number; lengthMs: number; weight: number }[] = []
  for (let start = from; start < to; start += HOUR_MS) {
    const lengthMs = Math.min(HOUR_MS, to - start)
    const there = new Date(start + ZONE_MS)
    const growth = 1 + (0.4 * (start - from)) / Math.max(to - from, 180 * DAY_MS)
    const shape = OF_HOUR[there.getUTCHours()]! * OF_WEEKDAY[there.getUTCDay()]!
    hours.push({ start, lengthMs, weight: (shape * growth * lengthMs) / HOUR_MS })
  }
  return hours
}
