import { useSyncExternalStore } from 'react'
import { agoFormat, timeFormat } from './formats.ts'
import { usePlace, type Place } from './place.ts'
import { createTicks } from './ticks.ts'

export type TimeStyle = 'date' | 'minute' | 'second'

type TimeProps = { at: string | Date; style?: TimeStyle }

/** The shop's time; UTC when the pointer rests on it. */
export function Time({ at, style = 'minute' }: TimeProps) {
  const place = usePlace()
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={formatUtc(date)}>
      {formatTime(date, style, place)}
    </time>
  )
}

/** How long ago; grows older on the page without being asked. */
export function Ago({ at }: { at: string | Date }) {
  const { language } = usePlace()
  const now = useNow()
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={formatUtc(date)}>
      {formatAgo(date, new Date(Math.max(now.getTime(), date.getTime())), language)}
    </time>
  )
}

/** The time, for what looks different later; the page follows it without being asked. */
export const useNow = (): Date => useSyncExternalStore(ticks.follow, ticks.last)

const ticks = createTicks(15_000)

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  date: { dateStyle: 'medium' },
  minute: { dateStyle: 'medium', timeStyle: 'short' },
  second: { dateStyle: 'medium', timeStyle: 'medium' },
}

/** As the clock on the shop's wall shows it. */
export const formatTime = (at: Date, style: TimeStyle, place: Place): string =>
  timeFormat(place.language, { ...STYLES[style], timeZone: place.timeZone }).format(at)

/** The same moment for comparing with logs and with colleagues elsewhere. */
export const formatUtc = (at: Date): string =>
  `${at.toISOString().replace('T', ' ').slice(0, 19)} UTC`

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** "3 minutes ago", "in 2 hours". */
export function formatAgo(at: Date, now: Date, language: string): string {
  const ms = at.getTime() - now.getTime()
  const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? ['second', 1_000]
  return agoFormat(language, { numeric: 'auto' }).format(Math.trunc(ms / size), unit)
}
