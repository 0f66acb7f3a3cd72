-- Why: a store is connected: with credentials that are sealed, settings of its own, and a state.
-- Locks: takes `stores` exclusively for a moment; it has a handful of rows.
-- Rollback: the previous release does not know the columns and fills none of them.

alter table stores
  add column credentials_sealed  bytea,
  add column settings            jsonb           not null default '{}',
  add column version             integer         not null default 1,
  add column updated_at          timestamptz(3)  not null default now(),
  drop constraint stores_state_check,
  add constraint a_store_has_a_state check (state in ('active', 'paused', 'disconnected'));

-- A message brings the key of its address, or the platform's name for the account, and no org.
create index stores_by_key on stores (key);
create index stores_by_uid on stores (platform, uid);
