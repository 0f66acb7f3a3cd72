import { type Status, STATUSES } from '../order.ts'
import type { Narrowed } from './filter.ts'
import { type Position, rankOf, type Sort } from './page.ts'

/**
 * What a list is put together from: orders of one status and one store, payment or fulfilment. Each
 * part stands in the order of an index, so a page is merged from the first rows of its parts and no
 * filter makes it slow, whether nearly all orders match, or few, or only old ones.
 */
export type Parts = { by: 'store' | 'payment' | 'fulfilment'; parts: Part[] }

export type Part = {
  status: Status
  value: string
  /** The place of the status where the list is sorted by it. */
  key: number
  /** Behind which order the page begins within this part: its time or its total, and its id. */
  after: string
  afterId: string
}

const PARTS_MAX = 240

/** `undefined` where another index serves better: what is narrowed to few is sorted at once. */
export function partsOf(
  narrowed: Narrowed,
  allStoreIds: string[],
  { sort, after }: { sort: Sort; after?: Position | undefined },
): Parts | undefined {
  // No part stands in the order of its changes.
  if (sort.by === 'updatedAt') return undefined
  const { customerIds, assigneeId, hold, isTest, isToPack, updatedFrom } = narrowed
  const isFew =
    customerIds ?? assigneeId ?? hold ?? isTest ?? updatedFrom ?? (isToPack || undefined)
  if (isFew && sort.by !== 'status') return undefined
  const { by, values } = valuesOf(narrowed, allStoreIds)
  // Only the parts of stores stand in an index by total.
  if (sort.by === 'total' && by !== 'store') return undefined
  const statuses = narrowed.statuses ?? STATUSES
  const isNarrow = by !== 'store' || narrowed.statuses || narrowed.storeIds
  const isMany = statuses.length * values.length > PARTS_MAX
  if (sort.by !== 'status' && (!isNarrow || isMany)) return undefined
  const parts = statuses.flatMap((status) =>
    values.map((value) => ({ status, value, key: rankOf(status) })),
  )
  return { by, parts: begun(parts, sort, after) }
}

/** What was not sent stands in no index by fulfilment; its statuses say nearly the same. */
function valuesOf(
  { payment, fulfilment, storeIds }: Narrowed,
  allStoreIds: string[],
): { by: Parts['by']; values: string[] } {
  if (payment !== undefined) return { by: 'payment', values: [payment] }
  if (fulfilment !== undefined && fulfilment !== 'none') {
    return { by: 'fulfilment', values: [fulfilment] }
  }
  return { by: 'store', values: storeIds ?? allStoreIds }
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const LAST_TOTAL = '9223372036854775807'

/** Before every order, in the direction of the list. */
function startOf({ by, order }: Sort): Pick<Part, 'after' | 'afterId'> {
  const isDown = order === 'desc'
  const [first, last] = by === 'total' ? ['-1', LAST_TOTAL] : ['-infinity', 'infinity']
  return { after: isDown ? last : first, afterId: isDown ? LAST_ID : FIRST_ID }
}

/** Sorted by status, the page begins within one of them: the others are whole, or passed. */
function begun(
  parts: Pick<Part, 'status' | 'value' | 'key'>[],
  sort: Sort,
  after: Position | undefined,
): Part[] {
  const { by, order } = sort
  const start = startOf(sort)
  if (!after) return parts.map((part) => ({ ...part, ...start }))
  const position = {
    after: by === 'total' ? String(after.totalMinor) : after.at.toISOString(),
    afterId: after.id,
  }
  if (by !== 'status') return parts.map((part) => ({ ...part, ...position }))
  const here = rankOf(after.status)
  return parts
    .filter(({ key }) => (order === 'desc' ? key <= here : key >= here))
    .map((part) => ({ ...part, ...(part.key === here ? position : start) }))
}
