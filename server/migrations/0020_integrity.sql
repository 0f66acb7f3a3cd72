-- Why: the books are checked again and again, and people may see since when they have balanced.
-- Locks: creates one table.
-- Rollback: the previous release does not know the table and is not disturbed by it.

create table integrity_runs (
  org_id      uuid            not null,
  id          uuid            not null,
  kind        text            not null check (kind in ('all', 'changes')),
  -- What changed before it was looked at by an earlier run.
  since       timestamptz(3),
  started_at  timestamptz(3)  not null,
  ended_at    timestamptz(3)  not null,
  findings    integer         not null,
  checks      jsonb           not null,

  primary key (org_id, id)
);

create index integrity_runs_by_age on integrity_runs (org_id, started_at desc, id desc);
