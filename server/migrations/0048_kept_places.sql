-- Why: a platform that allows one call in minutes breaks off a list of several pages each time. Where
--   it was broken off must outlive the process, or a list would begin anew with each restart.
-- Locks: takes `store_sync`, a small table, for a moment.
-- Rollback: the previous release is not disturbed by the column, and begins such a list anew.

alter table store_sync add column broken_off jsonb;
