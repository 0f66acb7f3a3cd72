-- Why: a request that comes twice with one Idempotency-Key must be done once and get the same answer,
--   also after a restart and in whichever process the second one arrives.
-- Locks: creates one table only.
-- Rollback: the previous release does not know the table and is not disturbed by it.

create table idempotency_keys (
  org_id        uuid            not null references orgs (id),
  -- Who sent it, such as `user:…`: nobody can meet, or guess, the keys of others.
  actor         text            not null,
  route         text            not null,
  key           text            not null check (length(key) between 1 and 255),
  request_hash  bytea           not null,
  -- Whoever holds the lease does the work; after its end it counts as crashed.
  lease_id      uuid            not null,
  leased_until  timestamptz(3)  not null,
  status        smallint,
  headers       jsonb,
  body          bytea,
  created_at    timestamptz(3)  not null default now(),

  primary key (org_id, actor, route, key),
  constraint an_answer_is_whole check ((status is null) = (headers is null))
);

-- The daily clearing reads only what it deletes.
create index idempotency_keys_by_age on idempotency_keys (created_at);
