-- Why: an order of which a part has left is called SHIPPED, as the platforms call it.
-- Locks: orders that were shipped in part, and their counts.
-- Rollback: the previous release calls them CONFIRMED again when they change.

create temporary table partly_shipped on commit drop as
  select org_id, id, store_id, status, placed_at from orders
  where fulfilment = 'partly_shipped' and status in ('PLACED', 'CONFIRMED');

update orders o set status = 'SHIPPED', updated_at = now()
from partly_shipped p where o.org_id = p.org_id and o.id = p.id;

insert into order_counters as c (org_id, store_id, status, day, shard, orders)
select p.org_id, p.store_id, m.status, (p.placed_at at time zone 'UTC')::date, 0, sum(m.orders)
from partly_shipped p
cross join lateral (values (p.status, -1), ('SHIPPED', 1)) as m (status, orders)
group by 1, 2, 3, 4
on conflict (org_id, day, store_id, status, shard) do update set orders = c.orders + excluded.orders;
