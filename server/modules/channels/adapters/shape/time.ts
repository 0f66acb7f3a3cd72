import type { Lossless } from '#platform/lossless-json.ts'
import { textOf } from './text.ts'

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i
const RFC_2822 = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})?/

const YEAR_FIRST = 1_970
const YEAR_LAST = 2_999

/**
 * A moment as platforms write it, in UTC with milliseconds: ISO 8601 with an offset, or without one
 * and then in `offset`, or RFC 2822. Null for anything else, for days that no calendar has, and for
 * years that no order can have.
 */
export function instantOf(value: Lossless | undefined, offset = 'Z'): string | null {
  const text = textOf(value)
  if (text === null) return null
  const iso = ISO.exec(text)
  if (iso) {
    const [, day = '', zone] = iso
    return isDay(day) ? instant(Date.parse(zone ? withColon(text) : withTime(text) + offset)) : null
  }
  return RFC_2822.test(text) ? instant(Date.parse(text)) : null
}

/** Whether the calendar has this day: `Date` takes 30 February for 2 March. */
const isDay = (day: string): boolean =>
  new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false

/** Seconds since 1970 as a number of any spelling, such as `1.569521782042E9`. */
export function instantOfSeconds(value: Lossless | undefined): string | null {
  const text = textOf(value)
  return text === null || !/^\d/.test(text) ? null : instant(Math.round(Number(text) * 1_000))
}

function instant(ms: number): string | null {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  // An invalid date has the year NaN, which is not between them.
  return year >= YEAR_FIRST && year <= YEAR_LAST ? date.toISOString() : null
}

const withTime = (text: string) =>
  text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T')

const withColon = (text: string) => text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
