-- Why: a program that brings in the orders of one store needs a key that opens that store and no
--   other one.
-- Locks: takes `api_keys`, a small table, for a moment.
-- Rollback: the previous release does not look at the column: a bound key would open all stores of
--   its org again, so revoke bound keys before going back.

alter table api_keys add column store_id uuid;
alter table api_keys add constraint a_key_opens_a_store_of_its_org
  foreign key (org_id, store_id) references stores (org_id, id);
