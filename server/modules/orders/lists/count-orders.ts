import type { Ctx } from '#platform/context.ts'
import { STATUSES } from '../order.ts'
import type { CountOrdersQuery, OrderCounts } from './contract.ts'
import { costOfCount, countUpTo, readCounters } from './count-store.ts'
import { isCounted, isEverything, type Narrowed, narrow } from './filter.ts'
import type { Found } from './find-page.ts'
import type { Page, Total } from './page.ts'
import { withinMs } from './time-limit.ts'
import { viewerOf } from './viewer.ts'

/** Rows are only counted up to here: the list says "more than" beyond it. */
const COUNT_MAX = 1_000
/** The same for orders that platforms send: a narrow index holds them until they have left. */
const ELSEWHERE_MAX = 10_000
/**
 * What PostgreSQL expects it to cost; beyond it nothing is counted at all. Of a million orders,
 * what costs up to 350 took 0.2 ms and at most 11, what costs 2,000 and more 25 to 90 ms: on 2
 * cores, November 2026.
 */
const COST_MAX = 1_000
/** A count is given up after this, in case PostgreSQL has expected too little. */
const COUNT_MS = 100

type Listed = { narrowed: Narrowed; page: Page; found: Found; isSearch: boolean }

/** How many orders a list has; exact where that is known or cheap. */
export async function totalOf(ctx: Ctx, listed: Listed): Promise<Total> {
  const { narrowed, page, found, isSearch } = listed
  if (page.total) return page.total
  const { isComplete, rows, ids, total: hits } = found
  const isLast = rows.length <= page.limit && (rows.length > 0 || page.offset === 0)
  if (isLast) return { count: page.offset + rows.length, isExact: isComplete }
  if (isSearch && hits === undefined) return { count: null, isExact: false }
  if (hits !== undefined && isEverything(narrowed)) return { count: hits, isExact: isComplete }
  if (!isSearch && isCounted(narrowed)) {
    const counters = await readCounters(ctx.db, ctx.orgId, narrowed)
    return { count: counters.reduce((sum, { orders }) => sum + orders, 0), isExact: true }
  }
  const total =
    (!isSearch && (await countToPack(ctx, narrowed))) || (await counted(ctx, narrowed, { ids }))
  return { ...total, isExact: total.isExact && isComplete }
}

/**
 * However many there are: what is confirmed is kept in counters, and the few that are held, that
 * are not sent from here, or of which a part is left, are counted one by one.
 */
async function countToPack(ctx: Ctx, narrowed: Narrowed): Promise<Total | undefined> {
  const { isToPack, ...rest } = narrowed
  if (!isToPack || rest.statuses || !isCounted(rest)) return undefined
  const confirmed: Narrowed = { ...rest, statuses: ['CONFIRMED'] }
  const [counters, held, elsewhere, left] = await Promise.all([
    readCounters(ctx.db, ctx.orgId, confirmed),
    counted(ctx, { ...confirmed, hold: 'any' }),
    counted(ctx, { ...confirmed, isElsewhere: true }, { upTo: ELSEWHERE_MAX }),
    counted(ctx, { ...narrowed, statuses: ['SHIPPED'], fulfilment: 'partly_shipped' }),
  ])
  if (!held.isExact || !elsewhere.isExact || !left.isExact) return undefined
  const all = counters.reduce((sum, { orders }) => sum + orders, 0)
  return { count: all - held.count! - elsewhere.count! + left.count!, isExact: true }
}

type Few = { ids?: string[] | undefined; upTo?: number }

async function counted(ctx: Ctx, narrowed: Narrowed, { ids, upTo }: Few = {}): Promise<Total> {
  const { db, orgId } = ctx
  const max = ids ? ids.length : (upTo ?? COUNT_MAX)
  const wanted = { narrowed, ids, max: max + 1 }
  // Orders that are named are few.
  const isCheap = ids !== undefined || (await costOfCount(db, orgId, wanted)) <= COST_MAX
  const count = isCheap && (await withinMs(db, COUNT_MS, (tx) => countUpTo(tx, orgId, wanted)))
  if (count === undefined || count === false) return { count: null, isExact: false }
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

/** Where it was not counted, nothing is known but that it is no small number. */
const shown = ({ count, isExact }: Total) => ({ count: count ?? 0, isExact })
