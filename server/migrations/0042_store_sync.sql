-- Why: which ranges of time have been compared with a platform's own list and found complete, and
--   from where the next look goes on.
-- Locks: creates one table.
-- Rollback: the previous release does not know the table and is not disturbed by it.

create table store_sync (
  org_id         uuid            not null,
  store_id       uuid            not null,
  -- By the platform's time of change: everything before has been looked at once.
  cursor         timestamptz(3)  not null,
  coverage       tstzmultirange  not null default '{}',
  polled_at      timestamptz(3),
  -- Orders that only the list has told of: their messages were lost on the way.
  healed         bigint          not null default 0,
  last_error     text,
  failing_since  timestamptz(3),

  primary key (org_id, store_id)
);
