import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import type { OrderFilter } from '../lists/contract.ts'
import { narrow } from '../lists/filter.ts'
import { findPage } from '../lists/find-page.ts'
import { viewerOf } from '../lists/viewer.ts'
import { BulkProblem } from './problems.ts'

const Position = z.strictObject({ placedAt: z.iso.datetime(), id: z.uuid() })

export type SelectionPage = {
  orderIds: string[]
  /** The position of the next page, or null after the last one. */
  next: z.infer<typeof Position> | null
}

const NOTHING: SelectionPage = { orderIds: [], next: null }

/** A page of the orders that the order list shows for this filter, newest first. */
export async function readSelection(
  ctx: Ctx,
  filter: OrderFilter,
  { after, limit }: { after: unknown; limit: number },
): Promise<SelectionPage> {
  const { db, orgId } = ctx
  const viewer = await viewerOf(ctx, filter)
  const narrowed = narrow(filter, viewer)
  if (!narrowed) return NOTHING
  const shop = { orgId, storeIds: viewer.stores.map(({ id }) => id) }
  const slice = { sort: BY_AGE, after: positionOf(after), offset: 0, take: limit + 1 }
  const { rows, isComplete } = await findPage(db, shop, { narrowed, typed: filter.search, slice })
  // A list may show only a part of what a search matches; a bulk change must not silently do that.
  if (!isComplete) throw BulkProblem.search_too_wide()
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    orderIds: rows.slice(0, limit).map(({ id }) => id),
    next: last ? { placedAt: last.placedAt.toISOString(), id: last.id } : null,
  }
}

const BY_AGE = { by: 'placedAt', order: 'desc' } as const

function positionOf(after: unknown) {
  if (after === null) return undefined
  const { placedAt, id } = Position.parse(after)
  // When sorted by age, the list uses no other field of the position.
  return { at: new Date(placedAt), id, totalMinor: 0, status: 'PLACED' } as const
}
