-- Why: whoever follows what changes asks for the orders of an org in the order of their changes, a
-- page at a time. The small index of before knew neither org nor order: it says of a part of the
-- table how young it is, and all that it found had to be read and sorted for each page. `verify`,
-- which it was made for, is served by this one as well.
-- Locks: placements wait while the table is read once.
-- Rollback: nothing; the previous release uses this index in the place of the other.

create index orders_by_change_in_org on orders (org_id, updated_at, id);
drop index orders_by_change;
alter index orders_by_change_in_org rename to orders_by_change;
