-- Why: a store can go while its platform still sends: what is under way must not land for a store
--   that is not there any more. A foreign key would lock the store's row for each order and message
--   of it; this looks once for each statement. Whoever removes a store holds both tables against
--   writes meanwhile, so that nothing slips in between.
-- Locks: adds one trigger to each of two tables; that takes a moment without writes.
-- Rollback: the previous release keeps the triggers, and parks nothing that they refuse.

create or replace function an_arrival_has_its_store() returns trigger language plpgsql as $$
begin
  if exists (
    select from arrived a
    where not exists (select from stores s where s.org_id = a.org_id and s.id = a.store_id)
  ) then
    raise foreign_key_violation using
      message = 'The store that this came from is not there any more.',
      constraint = 'an_arrival_has_its_store';
  end if;
  return null;
end $$;

create trigger an_arrival_has_its_store after insert on channel_orders
  referencing new table as arrived
  for each statement execute function an_arrival_has_its_store();

create trigger an_arrival_has_its_store after insert on messages
  referencing new table as arrived
  for each statement execute function an_arrival_has_its_store();
