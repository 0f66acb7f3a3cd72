import { dayAt } from '#kit/days.ts'

/** The newest day first, and within a day the newest event first. */
export function byDay<Event extends { at: string }>(
  events: readonly Event[],
  timeZone: string,
): [day: string, events: Event[]][] {
  const newestFirst = events.toReversed()
  return [...Map.groupBy(newestFirst, ({ at }) => dayAt(new Date(at), timeZone))]
}
