-- Why: what is still to be packed is counted and listed all day. It is what is confirmed and not held,
--   and what of an order is left when a part of it has gone.
-- Locks: creates an index on orders, which holds back writers of orders meanwhile.
-- Rollback: the previous release does not ask for it and is not disturbed by it.

create index orders_to_pack on orders (org_id, placed_at desc, id desc)
  where status in ('CONFIRMED', 'SHIPPED') and fulfilment in ('none', 'partly_shipped')
    and holds = '{}';
