-- Why: a store that cannot be asked looked as well as any other: what is wrong with it is kept with
--   it, for every page that shows it, and wherever it was found out.
-- Locks: adds two columns without a default, which takes a moment.
-- Rollback: the previous release does not write them, so what was wrong stays said.

alter table stores add column trouble text;
alter table stores add column trouble_since timestamptz(3);
