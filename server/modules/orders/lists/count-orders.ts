import type { Ctx } from '#platform/context.ts'
import { STATUSES } from '../order.ts'
import type { CountOrdersQuery, OrderCounts } from './contract.ts'
import { areFew, countUpTo, readCounters } from './count-store.ts'
import { isCounted, isEverything, type Narrowed, narrow } from './filter.ts'
import type { Found } from './find-page.ts'
import type { Page, Total } from './sort.ts'
import { withinMs } from './time-limit.ts'
import { viewerOf } from './viewer.ts'

/** One by one is only counted so far, and only so long: beyond it stands "more than". */
const COUNT_MAX = 1_000
const COUNT_MS = 3
/** All orders of a small shop are counted in less, also by a machine that is busy. */
const COUNT_FEW_MS = 1_000

type Listed = { narrowed: Narrowed; page: Page; found: Found; isSearch: boolean }

/** How many orders a list has; exact where that is known or cheap. */
export async function totalOf(ctx: Ctx, listed: Listed): Promise<Total> {
  const { narrowed, page, found, isSearch } = listed
  if (page.total) return page.total
  const { isComplete, rows, ids } = found
  const isLast = rows.length <= page.limit && (rows.length > 0 || page.offset === 0)
  if (isLast) return { count: page.offset + rows.length, isExact: isComplete }
  if (isSearch && !ids) return { count: null, isExact: false }
  if (ids && isEverything(narrowed)) return { count: ids.length, isExact: isComplete }
  if (!isSearch && isCounted(narrowed)) {
    const counters = await readCounters(ctx.db, ctx.orgId, narrowed)
    return { count: counters.reduce((sum, { orders }) => sum + orders, 0), isExact: true }
  }
  const total = await counted(ctx, narrowed, ids)
  return { ...total, isExact: total.isExact && isComplete }
}

async function counted(ctx: Ctx, narrowed: Narrowed, ids?: string[]): Promise<Total> {
  const max = ids ? ids.length : COUNT_MAX
  const countMs = (await areFew(ctx.db)) ? COUNT_FEW_MS : COUNT_MS
  const count = await withinMs(ctx.db, countMs, (tx) =>
    countUpTo(tx, ctx.orgId, { narrowed, ids, max: max + 1 }),
  )
  if (count === undefined) return { count: null, isExact: false }
  return { count: Math.min(count, max), isExact: count <= max }
}

/** What stands on the tabs of the list: of all orders, or of some stores. */
export async function countOrders(ctx: Ctx, query: CountOrdersQuery): Promise<OrderCounts> {
  const viewer = await viewerOf(ctx, query)
  const narrowed = narrow(query, viewer)
  const none = { count: 0, isExact: true }
  const byStatus = Object.fromEntries(STATUSES.map((status) => [status, 0]))
  if (!narrowed) return { total: 0, byStatus: byStatus as Counts, onHold: none, mine: none }
  const mine = narrow({ ...query, assignee: 'me' }, viewer)!
  const [counters, onHold, ofMine] = await Promise.all([
    readCounters(ctx.db, ctx.orgId, narrowed),
    counted(ctx, { ...narrowed, hold: 'any' }),
    counted(ctx, mine),
  ])
  for (const { status, orders } of counters) byStatus[status] = orders
  return {
    total: counters.reduce((sum, { orders }) => sum + orders, 0),
    byStatus: byStatus as Counts,
    onHold: shown(onHold),
    mine: shown(ofMine),
  }
}

type Counts = OrderCounts['byStatus']

/** Where time ran out, nothing is known but that it is no small number. */
const shown = ({ count, isExact }: Total) => ({ count: count ?? 0, isExact })
