-- Why: an org is a brand or a client; every row of the business belongs to one. The history is the
--   timeline of every subject, the outbox of all jobs and the feed of the live view.
-- Locks: creates tables only.
-- Rollback: the first release; there is nothing before it.

create table orgs (
  id          uuid            primary key,
  slug        text            not null unique,
  name        text            not null,
  created_at  timestamptz(3)  not null default now()
);

create table history (
  org_id        uuid            not null,
  id            bigint          generated always as identity,
  -- Transactions commit in another order than they take their numbers. A reader that goes by
  -- (xid, id) and stops below the oldest running transaction can never skip a late one.
  xid           xid8            not null default pg_current_xact_id(),
  at            timestamptz(3)  not null default now(),
  type          text            not null,
  subject_type  text            not null,
  subject_id    text            not null,
  actor_type    text            not null,
  actor_id      text,
  actor_name    text            not null,
  cause         jsonb           not null default '{}',
  -- Kept as it was written: it is read whole, and taking it apart would cost each order 15 µs.
  data          json            not null,

  -- The key is also the order in which a timeline is read, which saves an index per event.
  primary key (org_id, subject_type, subject_id, at, id)
) partition by range (at);

create index history_by_position on history (xid, id);

-- Rows always find a place; the worker makes the months ahead, so this one stays empty.
create table history_default partition of history default;
