-- Why: a stock push that was only taken has a reference by which its refusal is found; and a platform
-- may name a listing only by what is kept in `extra`, such as the id of an inventory item.
-- Locks: takes `listings` exclusively for a moment, and against writing while the index is built.
-- Rollback: the previous release leaves the column empty and does not use the index.

alter table listings add column push_reference text;

create index listings_by_extra on listings using gin (extra jsonb_path_ops);
