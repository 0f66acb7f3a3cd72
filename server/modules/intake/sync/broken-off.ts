import { ChannelFailure } from '#channels'
import type { TimeRange } from './store.ts'

/** Where a list was broken off, and with what it was asked for: a page only fits its own range. */
export type BrokenOff = { range: TimeRange; through: Date; page: string; keptUntil: Date }

/** Platforms remember their pages for a day or so. */
const KEPT_MS = 12 * 3_600_000

/** By store. It is gone with the process, and then the list begins anew. */
const lists = new Map<string, BrokenOff>()

/**
 * A platform that allows one call in minutes would break off a list of several pages each time, and
 * a list that always begins anew would never end: so it goes on where it was broken off.
 */
export function noteBrokenOff(
  storeId: string,
  list: { range: TimeRange; through: Date; page: string | null },
  error: unknown,
  now: Date,
): void {
  const { page } = list
  if (page === null || !(error instanceof ChannelFailure) || error.kind !== 'again') return
  const keptUntil = new Date(now.getTime() + KEPT_MS)
  lists.set(storeId, { ...list, page, keptUntil })
}

/** Once: whatever becomes of it, a page that is refused is not asked for again and again. */
export function takeBrokenOff(storeId: string, from: Date, now: Date): BrokenOff | undefined {
  const list = lists.get(storeId)
  if (!list || list.range.from.getTime() !== from.getTime()) return undefined
  lists.delete(storeId)
  return list.keptUntil > now ? list : undefined
}
