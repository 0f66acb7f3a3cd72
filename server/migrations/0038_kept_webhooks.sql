-- Why: platforms remove or switch off a webhook after some failures, and say nothing. Where it was
--   registered by us, its address is kept, so that it can be looked after.
-- Locks: takes `stores`, a handful of rows, for a moment.
-- Rollback: the previous release is not disturbed by the column.

alter table stores add column webhook_address text;
