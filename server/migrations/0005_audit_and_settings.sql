-- Why: who changed what must be provable afterwards, and settings must change while running.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

-- Rows are added and never changed. Each carries the digest of the one before it, so that a change
-- made behind the program's back breaks the chain.
create table audit_log (
  org_id         uuid            not null,
  seq            bigint          not null check (seq > 0),
  at             timestamptz(3)  not null,
  actor_type     text            not null,
  actor_id       text,
  actor_name     text            not null,
  action         text            not null,
  subject_type   text            not null,
  subject_id     text            not null,
  before         jsonb,
  after          jsonb,
  cause          jsonb           not null,
  previous_hash  bytea           not null,
  hash           bytea           not null,

  primary key (org_id, seq)
);

create index audit_log_by_age on audit_log (org_id, at, seq);
create index audit_log_by_subject on audit_log (org_id, subject_type, subject_id, at, seq);
create index audit_log_by_actor on audit_log (org_id, actor_id, at, seq);
create index audit_log_by_action on audit_log (org_id, action, at, seq);

-- The end of each chain: without it, rows cut off at the end would not be missed. It is sealed
-- with a key that the database does not have.
create table audit_heads (
  org_id      uuid    not null primary key,
  seq         bigint  not null,
  hash        bytea   not null,
  end_sealed  bytea   not null
) with (fillfactor = 50);

-- Flags are settings that are on or off. What has no row has its standard value.
create table settings (
  org_id      uuid            not null,
  key         text            not null,
  value       jsonb           not null,
  version     integer         not null default 1,
  updated_at  timestamptz(3)  not null default now(),
  updated_by  text            not null,

  primary key (org_id, key)
);
