import { sql } from 'kysely'
import { foldOrder, type Order, type Sale, saleOf, type SoldLine } from '#orders'
import type { EventRow, Source } from './store.ts'

/** What orders add to the figures, or with negative numbers take away from them. */
export type Facts = { sales: (Sale & Of)[]; lines: (SoldLine & Of)[] }
type Of = { orgId: string }

export const noFacts = (): Facts => ({ sales: [], lines: [] })

export function addFacts(to: Facts, orgId: string, order: Order | undefined, times: 1 | -1): void {
  const counted = order && saleOf(order)
  if (!counted) return
  to.sales.push({ orgId, ...timesAll(counted.sale, times) })
  to.lines.push(...counted.lines.map((line) => ({ orgId, ...timesAll(line, times) })))
}

const timesAll = <Row extends object>(row: Row, times: 1 | -1): Row =>
  times === 1
    ? row
    : (Object.fromEntries(
        Object.entries(row).map(([name, of]) => [name, typeof of === 'number' ? -of : of]),
      ) as Row)

/** The order after these events; `undefined` when its being placed is not among them. */
export const orderAfter = (events: EventRow[]): Order | undefined =>
  foldOrder(events.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.id - b.id))

/** The sales as a query that gives those columns of `salesIn` which the rollup adds up. */
export const salesFrom = ({ sales }: Facts): Source => sql`
  select "orgId" as org_id, "placedAt" as placed_at, "storeId" as store_id, currency, orders,
    cancelled, pieces, "grossMinor" as gross_minor, "discountMinor" as discount_minor,
    "refundedMinor" as refunded_minor, "shippingMinor" as shipping_minor,
    "taxMinor" as tax_minor, "otherMinor" as other_minor
  from json_to_recordset(${JSON.stringify(sales)}::json) as f ("orgId" uuid,
    "placedAt" timestamptz, "storeId" uuid, currency text, orders int, cancelled int, pieces int,
    "grossMinor" bigint, "discountMinor" bigint, "refundedMinor" bigint, "shippingMinor" bigint,
    "taxMinor" bigint, "otherMinor" bigint)`

/** The lines as a query that gives those columns of `soldLinesIn` which the rollup adds up. */
export const linesFrom = ({ lines }: Facts): Source => sql`
  select "orgId" as org_id, "placedAt" as placed_at, "storeId" as store_id, currency, sku,
    pieces, returned, "grossMinor" as gross_minor, "discountMinor" as discount_minor
  from json_to_recordset(${JSON.stringify(lines)}::json) as f ("orgId" uuid,
    "placedAt" timestamptz, "storeId" uuid, currency text, sku text, pieces int, returned int,
    "grossMinor" bigint, "discountMinor" bigint)`
