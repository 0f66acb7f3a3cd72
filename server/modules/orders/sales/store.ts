import { type RawBuilder, sql } from 'kysely'

export type Span = { from: Date; before: Date }

const placedIn = (span: Span | undefined): RawBuilder<unknown> =>
  span ? sql`and o.placed_at >= ${span.from} and o.placed_at < ${span.before}` : sql``

/** `offOf` in SQL, of a line `l` of an order `o`. */
const off = sql`(case when o.cancelled_minor > 0 then l.cancelled_quantity else 0 end)`
const shareOff = (column: string) =>
  sql`div(l.${sql.ref(column)}::numeric * ${off}, l.quantity)::bigint`

/** `saleOf` in SQL: a row for each order of the org, or for those that were placed in a span. */
export const salesIn = (orgId: string, span?: Span): RawBuilder<unknown> => sql`
  select o.org_id, o.id as order_id, o.placed_at, o.store_id, o.currency, c.counts as orders,
    1 - c.counts as cancelled, c.counts * l.pieces as pieces,
    c.counts * (o.items_minor - l.gross_off
      - case when o.tax_included then o.tax_minor - l.tax_off else 0 end) as gross_minor,
    c.counts * (o.discount_minor - l.discount_off) as discount_minor,
    c.counts * greatest(0, o.refunded_minor - o.cancelled_minor) as refunded_minor,
    c.counts * o.shipping_minor as shipping_minor,
    c.counts * (o.tax_minor - l.tax_off) as tax_minor,
    c.counts * o.other_minor as other_minor
  from orders o
  cross join lateral (select (o.lifecycle <> 'cancelled')::int as counts) c
  cross join lateral (
    select coalesce(sum(quantity - cancelled_quantity), 0)::int as pieces,
      coalesce(sum(${off} * unit_price_minor), 0)::bigint as gross_off,
      coalesce(sum(${shareOff('discount_minor')}), 0)::bigint as discount_off,
      coalesce(sum(${shareOff('tax_minor')}), 0)::bigint as tax_off
    from order_lines l
    where org_id = o.org_id and order_id = o.id
  ) l
  where o.org_id = ${orgId} and not o.is_test ${placedIn(span)}`

/** The same for the lines of what was sold. */
export const soldLinesIn = (orgId: string, span?: Span): RawBuilder<unknown> => sql`
  select o.org_id, o.id as order_id, o.placed_at, o.store_id, o.currency,
    coalesce(l.sku, '') as sku, l.quantity - l.cancelled_quantity as pieces,
    l.returned_quantity as returned,
    (l.quantity - ${off}) * l.unit_price_minor
      - case when o.tax_included then l.tax_minor - ${shareOff('tax_minor')} else 0 end
      as gross_minor,
    l.discount_minor - ${shareOff('discount_minor')} as discount_minor
  from orders o
  join order_lines l on l.org_id = o.org_id and l.order_id = o.id
  where o.org_id = ${orgId} and not o.is_test and o.lifecycle <> 'cancelled' ${placedIn(span)}`

/** When the orders were placed that have changed since. */
export const placedOfChanged = (orgId: string, since: Date): RawBuilder<unknown> => sql`
  select org_id, placed_at from orders where org_id = ${orgId} and updated_at >= ${since}`
