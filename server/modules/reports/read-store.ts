import { type RawBuilder, sql } from 'kysely'
import { salesIn, type Span } from '#orders'
import type { Db } from '#platform/database.ts'
import type { ProductFigures } from './contract.ts'
import type { Sums } from './figures.ts'
import { addedUp } from './store.ts'
import type { Wanted } from './span.ts'

const SUMS = sql`
  sum(orders)::int as orders, sum(cancelled)::int as cancelled, sum(pieces)::int as pieces,
  sum(gross_minor)::bigint as "grossMinor", sum(discount_minor)::bigint as "discountMinor",
  sum(refunded_minor)::bigint as "refundedMinor", sum(shipping_minor)::bigint as "shippingMinor",
  sum(tax_minor)::bigint as "taxMinor", sum(other_minor)::bigint as "otherMinor"`

const within = (
  orgId: string,
  { from, to, storeIds, currency }: Wanted,
): RawBuilder<unknown> => sql`
  org_id = ${orgId} and day between ${from}::date and ${to}::date
  ${storeIds ? sql`and store_id = any(${storeIds}::uuid[])` : sql``}
  ${currency ? sql`and currency = ${currency}` : sql``}`

export type DaySums = Sums & { day: string; currency: string }

export async function listDays(db: Db, orgId: string, wanted: Wanted): Promise<DaySums[]> {
  const { rows } = await sql<DaySums>`
    select day::text, currency, ${SUMS} from report_sales
    where ${within(orgId, wanted)} group by 1, 2 order by 1, 2
  `.execute(db)
  return rows
}

export type StoreSums = Sums & { storeId: string; currency: string }

export async function listChannels(db: Db, orgId: string, wanted: Wanted): Promise<StoreSums[]> {
  const { rows } = await sql<StoreSums>`
    select store_id as "storeId", currency, ${SUMS} from report_sales
    where ${within(orgId, wanted)} group by 1, 2
  `.execute(db)
  return rows
}

export type HourSums = StoreSums & { hour: number }

export async function listHours(db: Db, orgId: string, day: string): Promise<HourSums[]> {
  const { rows } = await sql<HourSums>`
    select hour, store_id as "storeId", currency, ${SUMS} from report_sales
    where org_id = ${orgId} and day = ${day}::date group by 1, 2, 3
  `.execute(db)
  return rows
}

/** From the orders themselves: only for a time so short that the rollup has no row for it. */
export async function listPart(db: Db, orgId: string, span: Span): Promise<StoreSums[]> {
  const { rows } = await sql<StoreSums>`
    select store_id as "storeId", currency, ${SUMS}
    from (${addedUp('report_sales', salesIn(orgId, span))}) s group by 1, 2
  `.execute(db)
  return rows
}

export type Now = { day: string; hour: number; weekAgo: string; hourBegan: Date; atWeekAgo: Date }

/** The clock of the shop, now and a week ago at the same time of the day. */
export async function readClock(db: Db, now: Date, timeZone: string): Promise<Now> {
  const { rows } = await sql<Now>`
    select local::date::text as day, extract(hour from local)::int as hour,
      (local - interval '7 days')::date::text as "weekAgo",
      date_trunc('hour', local - interval '7 days') at time zone ${timeZone} as "hourBegan",
      (local - interval '7 days') at time zone ${timeZone} as "atWeekAgo"
    from (select ${now}::timestamptz at time zone ${timeZone} as local) l
  `.execute(db)
  return rows[0]!
}

export type ProductSums = Omit<ProductFigures, 'sku' | 'name' | 'netMinor'> & { sku: string }

const BY = {
  net: sql`sum(gross_minor - discount_minor)`,
  pieces: sql`sum(pieces)`,
  returned: sql`sum(returned)`,
}

export type ProductSort = keyof typeof BY

/** The first ones of each currency: amounts of several are never compared. */
export async function listProducts(
  db: Db,
  orgId: string,
  wanted: Wanted,
  { sortBy, limit, skus }: { sortBy: ProductSort; limit: number; skus?: string[] },
): Promise<ProductSums[]> {
  const { rows } = await sql<ProductSums>`
    select sku, currency, pieces, returned, "grossMinor", "discountMinor"
    from (
      select ${PRODUCT_SUMS},
        row_number() over (partition by currency order by ${BY[sortBy]} desc, sku) as place
      from report_products
      where ${within(orgId, wanted)} ${skus ? sql`and sku = any(${skus}::text[])` : sql``}
      group by sku, currency having ${IS_SOLD}
    ) p
    where place <= ${limit} order by currency, place
  `.execute(db)
  return rows
}

/** All of them, by SKU, a page at a time. */
export async function listProductsAfter(
  db: Db,
  orgId: string,
  wanted: Wanted,
  { after, limit }: { after: Pick<ProductSums, 'sku' | 'currency'> | undefined; limit: number },
): Promise<ProductSums[]> {
  const from = after ? sql`and (sku, currency) > (${after.sku}, ${after.currency})` : sql``
  const { rows } = await sql<ProductSums>`
    select ${PRODUCT_SUMS} from report_products
    where ${within(orgId, wanted)} ${from}
    group by sku, currency having ${IS_SOLD} order by sku, currency limit ${limit}
  `.execute(db)
  return rows
}

const PRODUCT_SUMS = sql`
  sku, currency, sum(pieces)::int as pieces, sum(returned)::int as returned,
  sum(gross_minor)::bigint as "grossMinor", sum(discount_minor)::bigint as "discountMinor"`

/** What was cancelled leaves a row of zeros behind. */
const IS_SOLD = sql`(sum(pieces) <> 0 or sum(gross_minor) <> 0)`
