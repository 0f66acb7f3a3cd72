import type { Lossless } from '#platform/lossless-json.ts'
import type { Reading } from '../../adapter.ts'
import { at } from './json.ts'

/** More than that would make one message too long to be kept, compared and read again. */
export const ORDERS_OF_MESSAGE_MAX = 500

/** Reads a single thing, or each entry of `[…]` or `{"orders": […]}`. */
export const readEach = (
  json: Lossless | undefined,
  readOne: (entry: Lossless | undefined) => Reading[],
): Reading[] => readSeveral(severalIn(json) ?? [json], readOne)

/** The entries of a list; undefined for a single thing. */
export function severalIn(json: Lossless | undefined): (Lossless | undefined)[] | undefined {
  const list = Array.isArray(json) ? json : at(json, 'orders')
  return Array.isArray(list) ? list : undefined
}

/**
 * Reads each entry of a list. `readOne` is also called for entries that are no orders, and must
 * give at least one reading, so that each entry gets an answer.
 */
export function readSeveral(
  entries: (Lossless | undefined)[],
  readOne: (entry: Lossless | undefined) => Reading[],
): Reading[] {
  if (entries.length === 0) return [{ type: 'ignored', why: 'the list of orders is empty' }]
  if (entries.length <= ORDERS_OF_MESSAGE_MAX) return entries.flatMap(readOne)
  const most = ORDERS_OF_MESSAGE_MAX
  const why = `${entries.length} orders at once, and ${most} are the most: split them`
  return [{ type: 'unclear', why, externalId: null }]
}
