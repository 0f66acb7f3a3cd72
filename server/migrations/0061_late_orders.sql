-- Why: orders that should have left the house by now are counted and listed all day. Those that still
--   have to leave by some time are few, whatever there is of others.
-- Locks: creates an index on orders, which holds back writers of orders meanwhile.
-- Rollback: the previous release does not ask for it and is not disturbed by it.

create index orders_to_send on orders (org_id, placed_at desc, id desc)
  where ship_by is not null and lifecycle <> 'cancelled'
    and fulfilment in ('none', 'partly_shipped');
