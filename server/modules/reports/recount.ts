import { sql } from 'kysely'
import { salesIn, soldLinesIn, type Span } from '#orders'
import type { Db } from '#platform/database.ts'
import { addFacts, linesFrom, noFacts, orderAfter, salesFrom } from './facts.ts'
import { listCounted, listPendingOld, pendingIn, type Rollup, type Source } from './store.ts'

const ORDERS_PER_PAGE = 500

/**
 * What the rollups have to hold at the follower's position, counted from the orders themselves. An
 * order with events that the follower has yet to read is counted as it was before them. All
 * statements must see one moment, so the caller gives a transaction of one snapshot.
 */
export async function recount(db: Db, orgId: string, span?: Span): Promise<Record<Rollup, Source>> {
  const facts = noFacts()
  const pending = await listPendingOld(db, orgId)
  for (let from = 0; from < pending.length; from += ORDERS_PER_PAGE) {
    const page = pending.slice(from, from + ORDERS_PER_PAGE)
    const wanted = page.map((orderId) => ({ orgId, orderId, since: null }))
    const events = await listCounted(db, wanted)
    for (const told of Map.groupBy(events, ({ orderId }) => orderId).values()) {
      const order = orderAfter(told)
      if (!span || (order && isIn(span, order.placedAt))) addFacts(facts, orgId, order, 1)
    }
  }
  const settled = (orders: Source, columns: string) => sql`
    with pending as materialized (${pendingIn(orgId)})
    select ${sql.raw(columns)} from (${orders}) o
    where not exists (select from pending where pending.order_id = o.order_id)`
  return {
    report_sales: sql`(${settled(salesIn(orgId, span), SALE)}) union all ${salesFrom(facts)}`,
    report_products: sql`(${settled(soldLinesIn(orgId, span), LINE)}) union all ${linesFrom(facts)}`,
  }
}

const isIn = ({ from, before }: Span, placedAt: string): boolean =>
  from.getTime() <= Date.parse(placedAt) && Date.parse(placedAt) < before.getTime()

const OF = 'org_id, placed_at, store_id, currency'
const SALE = `${OF}, orders, cancelled, pieces, gross_minor, discount_minor, refunded_minor,
  shipping_minor, tax_minor, other_minor`
const LINE = `${OF}, sku, pieces, returned, gross_minor, discount_minor`
