-- Why: some platforms give an order to somebody else unless they hear in time that it is taken. Those
--   that wait for our answer are few, whatever there is of others.
-- Locks: replaces a check of `outgoing`, and creates an index on channel_orders, which holds back
--   writers of platforms' orders meanwhile.
-- Rollback: the previous release tells no platform so, and is not disturbed by the index.

alter table outgoing drop constraint outgoing_kind_check,
  add constraint outgoing_kind_check check (kind in ('shipment', 'cancel', 'accept'));

create index channel_orders_unanswered on channel_orders (org_id, accept_by)
  where accept_by is not null;
