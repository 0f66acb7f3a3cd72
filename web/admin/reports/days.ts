import { timeFormat } from '#kit/formats.ts'

const FORMS = {
  short: { day: 'numeric', month: 'short' },
  long: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
} as const

/** A day of the calendar; it is the same everywhere, so no clock may move it. */
export const dayWords = (day: string, form: keyof typeof FORMS, language: string): string =>
  timeFormat(language, { ...FORMS[form], timeZone: 'UTC' }).format(new Date(day))

/** "1 – 30 Nov 2026" */
export const spanWords = ({ from, to }: { from: string; to: string }, language: string): string =>
  timeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).formatRange(
    new Date(from),
    new Date(to),
  )
