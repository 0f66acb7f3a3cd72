-- Why: what a platform sends from its own shelves, and what was only a trial, stood among the orders
--   to pack, and was sent a second time. An order now says itself that its store sends it.
-- Locks: orders exclusively while the mark is added and the indexes are built.
-- Rollback: the previous release neither reads nor writes the mark: what it places is not marked, and
--   its list to pack is read without the index. Afterwards the update below is run once more.

alter table orders add column is_sent_by_store boolean not null default false;

-- Of a document that was erased only the shelf is known: nothing here is kept for it.
create temporary table sent_by_store on commit drop as
select org_id, order_id from channel_orders
where not touches_stock
  and (canonical is null or canonical ->> 'fulfilledBy' = 'channel'
    or canonical ->> 'decision' = 'import_mirror_only');

update orders o set is_sent_by_store = true
from sent_by_store s
where o.org_id = s.org_id and o.id = s.order_id and not o.is_test;

-- The history tells the order again from how it was placed.
update history h set data = (h.data::jsonb || '{"isSentByStore": true}')::json
from sent_by_store s
join orders o on o.org_id = s.org_id and o.id = s.order_id and o.is_sent_by_store
where h.org_id = s.org_id and h.subject_type = 'order' and h.subject_id = s.order_id::text
  and h.type = 'order.placed';

drop index orders_to_pack;
create index orders_to_pack on orders (org_id, placed_at desc, id desc)
  where status in ('CONFIRMED', 'SHIPPED') and fulfilment in ('none', 'partly_shipped')
    and holds = '{}' and not is_test and not is_sent_by_store;

-- What is confirmed is kept in counters; these are taken off to say how many are to pack.
create index orders_sent_elsewhere on orders (org_id, store_id, placed_at)
  where status = 'CONFIRMED' and holds = '{}' and (is_test or is_sent_by_store);
