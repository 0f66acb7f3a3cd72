import { sql } from 'kysely'
import { changedSince, checkOf, type Finding } from '#platform/check.ts'

export const stockChecks = [
  checkOf('stock.levels_are_sums', 'A level is the sum of its movements.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select l.sku as subject,
        format('on hand %s, reserved %s; the movements say %s, %s',
          l.on_hand, l.reserved, m.on_hand, m.reserved) as detail
      from stock_levels l
      cross join lateral (
        select coalesce(sum(on_hand_delta), 0)::int as on_hand,
          coalesce(sum(reserved_delta), 0)::int as reserved
        from stock_movements
        where org_id = l.org_id and sku = l.sku and location_id = l.location_id
      ) m
      where l.org_id = ${orgId} and ${changedSince('l.updated_at', scope)}
        and (l.on_hand, l.reserved) is distinct from (m.on_hand, m.reserved)`
  }),

  checkOf('stock.movements_have_levels', 'Each movement belongs to a level.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select m.sku as subject, 'movement ' || m.id || ' has no level' as detail
      from stock_movements m
      where m.org_id = ${orgId} and ${changedSince('m.at', scope)} and not exists (
        select 1 from stock_levels l
        where l.org_id = m.org_id and l.sku = m.sku and l.location_id = m.location_id)`
  }),

  checkOf('stock.promises_are_kept', 'No promise is given back more than once.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select m.sku as subject,
        format('promise %s stands at %s', m.reservation_id, sum(m.reserved_delta)) as detail
      from stock_movements m
      where m.org_id = ${orgId} and m.reservation_id in (
        select reservation_id from stock_movements
        where org_id = ${orgId} and reservation_id is not null and ${changedSince('at', scope)})
      group by m.reservation_id, m.sku, m.location_id
      having sum(m.reserved_delta) < 0`
  }),

  checkOf('stock.one_backorder_limit', 'No SKU is sold beyond its one limit.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select sku as subject,
        format('%s pieces wait, and the limit is %s', sum(greatest(0, reserved - on_hand)),
          sum(backorder_limit)) as detail
      from stock_levels
      where org_id = ${orgId} and sku in (
        select sku from stock_levels
        where org_id = ${orgId} and ${changedSince('updated_at', scope)} and reserved > on_hand)
      group by sku
      having sum(greatest(0, reserved - on_hand)) > max(backorder_limit)`
  }),

  checkOf('stock.hand_reservations_hold', 'A reservation by hand still promises.', (scope) => {
    const { orgId } = scope
    return sql<Finding>`
      select r.id::text as subject, 'nothing is promised any more' as detail
      from reservations r
      where r.org_id = ${orgId} and r.kind = 'hand' and ${changedSince('r.created_at', scope)}
        and coalesce((
          select sum(m.reserved_delta) from stock_movements m
          where m.org_id = r.org_id and m.reservation_id = r.id), 0) <= 0`
  }),
]
