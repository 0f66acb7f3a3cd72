-- Why: people must hear when it could not be proven for a while that no order is missing, once and
--   not each minute.
-- Locks: takes `store_sync`, a small table, for a moment.
-- Rollback: the previous release is not disturbed by the column.

alter table store_sync add column lagging_since timestamptz(3);
