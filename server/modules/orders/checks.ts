import { type RawBuilder, sql } from 'kysely'
import {
  changedSince,
  type Check,
  checkOf,
  type Finding,
  onlyOfAll,
  type Scope,
} from '#platform/check.ts'
import { historyDiffers } from './check-history.ts'
import { ALL_DAYS } from './counters.ts'

/** The sum of an order without lines: wrong, unless its platform sends lines separately. */
const NO_LINES = sql`(
  select case when exists (
    select 1 from channel_orders c where c.org_id = o.org_id and c.order_id = o.id
      and coalesce(json_array_length(c.canonical -> 'lines'), 0) = 0
  ) then 0 else -1 end)`

const ASKED_RULE = 'Of an order of a platform, what nobody has paid yet is asked for.'

const CANCELLED_RULE = 'Of our own orders nothing is asked for pieces that were cancelled.'

export const orderChecks: Check[] = [
  checkOf('orders.totals_add_up', 'The sum of the lines is the sum of the order.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select o.number as subject, format('lines %s, order %s', l.sum, o.items_minor) as detail
      from orders o
      cross join lateral (
        select coalesce(sum(quantity * unit_price_minor), ${NO_LINES})::bigint as sum
        from order_lines where org_id = o.org_id and order_id = o.id
      ) l
      where o.org_id = ${orgId} and ${changedSince('o.updated_at', scope)}
        and l.sum <> o.items_minor`
  }),

  checkOf('orders.cancelled_pieces_cost_nothing', CANCELLED_RULE, (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select o.number as subject,
        format('lines %s, order %s', l.cancelled, o.cancelled_minor) as detail
      from orders o
      cross join lateral (
        select coalesce(sum(
          cancelled_quantity * unit_price_minor
            - div(discount_minor::numeric * cancelled_quantity, quantity)
            + case when o.tax_included then 0
                else div(tax_minor::numeric * cancelled_quantity, quantity) end
        ), 0)::bigint as cancelled
        from order_lines where org_id = o.org_id and order_id = o.id
      ) l
      where o.org_id = ${orgId} and ${changedSince('o.updated_at', scope)}
        and o.external_id = o.id::text and o.lifecycle <> 'cancelled'
        and l.cancelled <> o.cancelled_minor`
  }),

  checkOf('orders.lines_have_orders', 'Each line belongs to an order.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select l.order_id::text as subject, 'line ' || l.line || ' has no order' as detail
      from order_lines l
      where l.org_id = ${orgId} and ${onlyOfAll(scope)} and not exists (
        select 1 from orders o where o.org_id = l.org_id and o.id = l.order_id)`
  }),

  checkOf('orders.status_is_derived', 'The headline follows from the axes.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select number as subject, status || ' with ' || lifecycle || ', ' || fulfilment as detail
      from orders
      where org_id = ${orgId} and ${changedSince('updated_at', scope)} and status <> case
        when lifecycle = 'cancelled' then 'CANCELLED'
        when fulfilment = 'returned' then 'RETURNED'
        when fulfilment in ('delivered', 'partly_returned') then 'DELIVERED'
        when fulfilment in ('shipped', 'partly_shipped') then 'SHIPPED'
        when lifecycle = 'confirmed' then 'CONFIRMED'
        else 'PLACED' end`
  }),

  checkOf('orders.placed_is_told', 'Each order was told once that it was placed.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select o.number as subject, h.told || ' events say so' as detail
      from orders o
      cross join lateral (
        select count(*) as told from history
        where org_id = o.org_id and subject_type = 'order' and subject_id = o.id::text
          and type = 'order.placed'
      ) h
      where o.org_id = ${orgId} and ${changedSince('o.updated_at', scope)} and h.told <> 1`
  }),

  checkOf('orders.asked_is_what_is_left', ASKED_RULE, asked),
  checkOf('orders.promises_match', 'What an order still needs is promised or short.', promises),
  checkOf('orders.promises_are_for_somebody', 'Who holds stock still wants it.', leaks),
  checkOf('orders.returns_match', 'What came back to us stands in the ledger.', returns),
  checkOf('orders.counters_agree', 'The kept counts are what counting gives.', counters),
  checkOf('orders.keys_have_orders', 'Each key leads to its order.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select k.key as subject, 'order ' || k.order_id || ' is not there' as detail
      from order_keys k
      where k.org_id = ${orgId} and ${changedSince('k.at', scope)} and not exists (
        select 1 from orders o where o.org_id = k.org_id and o.id = k.order_id)`
  }),
  {
    name: 'orders.history_gives_the_row',
    rule: 'The history of an order, told again, is the order.',
    find: historyDiffers,
  },
]

/** A platform may have a part of the money of an order; then it says what is left of it. */
function asked(scope: Scope): RawBuilder<Finding> {
  const { orgId } = scope
  return sql<Finding>`
    select o.number as subject, format('asked for %s, left %s', i.amount_minor, l.left) as detail
    from orders o
    join payment_intents i on i.org_id = o.org_id and i.order_id = o.id
      and i.purpose = 'charge' and i.number = 1 and i.state in ('pending', 'due')
    join channel_orders c on c.org_id = o.org_id and c.order_id = o.id
      -- What a platform has said of an erased order is not known any more.
      and c.canonical is not null
    cross join lateral (
      select greatest(0, least(o.grand_total_minor - o.refunded_minor,
        case when c.canonical ->> 'paymentStatus' in ('partially_paid', 'cod_pending')
          then (c.canonical -> 'totals' ->> 'outstandingMinor')::bigint end)) as left
    ) l
    where o.org_id = ${orgId} and ${changedSince('o.updated_at', scope)}
      and o.lifecycle <> 'cancelled' and i.amount_minor <> l.left`
}

/** Orders whose stock is not ours, such as those a platform fulfils, promise nothing. */
function promises(scope: Scope): RawBuilder<Finding> {
  const { orgId } = scope
  return sql<Finding>`
    select o.number as subject,
      format('%s of %s: needs %s, promised %s', l.sku, o.status, l.open, coalesce(p.promised, 0))
        as detail
    from orders o
    cross join lateral (
      select sku,
        sum(quantity - cancelled_quantity - shipped_quantity - short_quantity)::int as open
      from order_lines where org_id = o.org_id and order_id = o.id and sku is not null
      group by sku
    ) l
    left join lateral (
      select sum(reserved_delta)::int as promised from stock_movements
      where org_id = o.org_id and reservation_id = o.id and sku = l.sku
    ) p on true
    where o.org_id = ${orgId} and ${changedSince('o.updated_at', scope)}
      and coalesce(p.promised, 0) <> l.open
      and not o.is_test and not o.is_sent_by_store and not exists (
        select from channel_orders c
        where c.org_id = o.org_id and c.order_id = o.id and not c.touches_stock
      )`
}

/** Pieces that are kept for no line of an order and for no reservation are kept for ever. */
function leaks(scope: Scope): RawBuilder<Finding> {
  const { orgId } = scope
  return sql<Finding>`
    select m.sku as subject,
      format('%s of it are promised to %s, which asks for none', sum(m.reserved_delta),
        m.reservation_id) as detail
    from stock_movements m
    where m.org_id = ${orgId} and m.reservation_id in (
      select reservation_id from stock_movements
      where org_id = ${orgId} and reservation_id is not null and ${changedSince('at', scope)})
    group by m.reservation_id, m.sku
    having sum(m.reserved_delta) > 0
      and not exists (
        select from order_lines
        where org_id = ${orgId} and order_id = m.reservation_id and sku = m.sku)
      and not exists (
        select from reservations
        where org_id = ${orgId} and id = m.reservation_id and kind = 'hand')`
}

/** Only of orders whose pieces left our own shelf. */
function returns(scope: Scope): RawBuilder<Finding> {
  const { orgId } = scope
  return sql<Finding>`
    select o.number as subject,
      format('%s of %s came back, booked %s', l.returned, l.sku, coalesce(m.returned, 0)) as detail
    from orders o
    cross join lateral (
      select sku, sum(returned_quantity)::int as returned
      from order_lines where org_id = o.org_id and order_id = o.id and sku is not null
      group by sku
    ) l
    join lateral (
      select -sum(on_hand_delta) filter (where type = 'shipped') as shipped,
        sum(on_hand_delta) filter (where type = 'returned') as returned
      from stock_movements
      where org_id = o.org_id and reservation_id = o.id and sku = l.sku
    ) m on m.shipped > 0
    where o.org_id = ${orgId} and ${changedSince('o.updated_at', scope)}
      and (o.fulfilment in ('partly_returned', 'returned') or exists (
        select from order_lines
        where org_id = o.org_id and order_id = o.id and returned_quantity > 0
      ))
      and coalesce(m.returned, 0) <> l.returned`
}

/** Of each day on which an order has changed, and the sum of all days. */
function counters(scope: Scope): RawBuilder<Finding> {
  const { orgId } = scope
  const day = sql`(placed_at at time zone 'UTC')::date`
  return sql<Finding>`
    with kept as materialized (
      select store_id, status, day, sum(orders)::int as orders
      from order_counters where org_id = ${orgId} group by 1, 2, 3
    ), changed as materialized (
      select distinct ${day} as day
      from orders where org_id = ${orgId} and ${changedSince('updated_at', scope)}
    ), days as (
      select o.store_id, o.status, c.day, count(*)::int as orders
      from changed c join orders o on o.org_id = ${orgId}
        and o.placed_at >= c.day::timestamp at time zone 'UTC'
        and o.placed_at < (c.day + 1)::timestamp at time zone 'UTC'
      group by 1, 2, 3
    )
    select replace(coalesce(c.day, o.day)::text, ${ALL_DAYS}, 'all days') || ' '
        || coalesce(c.status, o.status) as subject,
      format('kept %s, counted %s', coalesce(c.orders, 0), coalesce(o.orders, 0)) as detail
    from (
      select * from kept
      where ${onlyOfAll(scope)} or day = ${ALL_DAYS} or day in (select day from changed)
    ) c
    full join (
      select * from days union all
      select store_id, status, ${ALL_DAYS}::date, sum(orders)::int
      from kept where day > ${ALL_DAYS} group by 1, 2
    ) o using (store_id, status, day)
    where coalesce(c.orders, 0) <> coalesce(o.orders, 0)`
}
