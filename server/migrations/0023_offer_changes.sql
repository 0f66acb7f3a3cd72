-- Why: each order asks what its SKUs cost, and the answer hardly ever changes. The order engine
--   keeps it in memory, and each batch asks only whether anything has changed since.
-- Locks: creates a table; the triggers hold back writers of the catalog for a moment.
-- Rollback: the previous release reads all offers for each batch; its changes are noted as well.

-- Rows are only added, so that two changes of the catalog never wait for each other. The
-- transaction tells, together with a snapshot, whether whoever took the snapshot has seen it.
create table offer_changes (
  org_id  uuid            not null,
  id      bigint          generated always as identity,
  xid     xid8            not null default pg_current_xact_id(),
  at      timestamptz(3)  not null default now(),

  primary key (org_id, id)
);

create index offer_changes_by_position on offer_changes (org_id, xid);
create index offer_changes_by_age on offer_changes (at);

-- Replaced, because a restore drops tables only.
create or replace function note_changed_offers() returns trigger language plpgsql as $$
begin
  insert into offer_changes (org_id) select distinct org_id from changed;
  return null;
end $$;

-- What is new needs no note: only whole offers are kept, and nothing is missing from those.
create trigger note_changed_offers after update on products
  referencing new table as changed for each statement execute function note_changed_offers();
create trigger note_removed_offers after delete on products
  referencing old table as changed for each statement execute function note_changed_offers();
create trigger note_changed_offers after update on variants
  referencing new table as changed for each statement execute function note_changed_offers();
create trigger note_removed_offers after delete on variants
  referencing old table as changed for each statement execute function note_changed_offers();
create trigger note_changed_offers after update on prices
  referencing new table as changed for each statement execute function note_changed_offers();
create trigger note_removed_offers after delete on prices
  referencing old table as changed for each statement execute function note_changed_offers();
