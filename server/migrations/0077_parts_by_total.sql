-- Why: a list of one status or store, sorted by total, read all that matched and sorted it, which
--   takes longer with each order: 24 ms for a month of five million. In this index it is read from
--   its first row on.
-- Locks: creates an index on orders, which holds back writers of orders meanwhile.
-- Rollback: the previous release does not use the index and is not disturbed by it.

-- With the age, by which such a list is mostly narrowed.
create index orders_by_status_and_total on orders
  (org_id, status, store_id, grand_total_minor desc, id desc) include (placed_at);
