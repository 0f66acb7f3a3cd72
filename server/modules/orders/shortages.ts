import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

/** Pieces per SKU that platforms have sold and nobody has yet. */
export async function listShort(
  db: Db,
  orgId: string,
  skus: string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ sku: string; short: number }>`
    select sku, sum(short_quantity)::int as short
    from order_lines
    where org_id = ${orgId} and sku = any(${skus}::text[]) and short_quantity > 0
    group by sku
  `.execute(db)
  return new Map(rows.map(({ sku, short }) => [sku, short]))
}

const OVERSOLD_MAX = 200

export type Oversold = { sku: string; short: number; orders: number }

/** SKUs that platforms have sold beyond what there is, those that lack most first. */
export async function listOversold(db: Db, orgId: string): Promise<Oversold[]> {
  const { rows } = await sql<Oversold>`
    select sku, sum(short_quantity)::int as short, count(distinct order_id)::int as orders
    from order_lines
    where org_id = ${orgId} and short_quantity > 0 and sku is not null
    group by sku order by short desc, sku limit ${OVERSOLD_MAX}
  `.execute(db)
  return rows
}

const ORDERS_MAX = 200

/** Orders that wait for this SKU, oldest first. */
export async function listWaitingOrders(db: Db, orgId: string, sku: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select o.id
    from orders o
    where o.org_id = ${orgId} and o.id in (
      select order_id from order_lines
      where org_id = ${orgId} and sku = ${sku} and short_quantity > 0)
    order by o.placed_at, o.id
    limit ${ORDERS_MAX}
  `.execute(db)
  return rows.map(({ id }) => id)
}
