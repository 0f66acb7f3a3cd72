-- Why: what is asked of many orders at once is done in the background, must survive any crash, and
--   owes its asker an account of each order: what became of it, and what it was before.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them; runs that
--   are under way rest until the next release is back.

create table order_bulk_runs (
  org_id           uuid            not null,
  id               uuid            not null,
  -- What is done to each order; a row may have its own.
  command          jsonb           not null,
  -- Which orders, when they were not named one by one. They are written down before the first is
  -- changed, because the changes may take them out of the filter.
  filter           jsonb,
  undo_of          uuid,
  -- How far the filter, or the run that is undone, has been read.
  read_to          jsonb,
  is_gathered      boolean         not null default false,
  state            text            not null
                   check (state in ('gathering', 'running', 'done', 'stopped')),
  stopped_because  text            check ((state = 'stopped') = (stopped_because is not null)),
  asked_by         jsonb           not null,
  -- In whose name it goes on: whoever asked, or started it again.
  works_for        jsonb           not null,
  -- Each start has its own number, so that what is left of an earlier one does nothing.
  round            integer         not null default 1,
  total            integer         not null default 0,
  done             integer         not null default 0,
  skipped          integer         not null default 0,
  failed           integer         not null default 0,
  created_at       timestamptz(3)  not null,
  finished_at      timestamptz(3),

  primary key (org_id, id),
  constraint a_run_is_undone_once unique (org_id, undo_of),
  foreign key (org_id, undo_of) references order_bulk_runs (org_id, id)
    on delete set null (undo_of),
  constraint no_order_counts_twice check (done + skipped + failed <= total),
  constraint done_means_all check (state <> 'done' or done + skipped + failed = total)
);

create index order_bulk_runs_newest on order_bulk_runs (org_id, created_at desc, id desc);

create table order_bulk_rows (
  org_id    uuid            not null,
  run_id    uuid            not null,
  line      integer         not null,
  order_id  uuid            not null,
  number    text,
  -- Instead of the run's: an undo gives each order its own former value back.
  command   jsonb,
  -- Written in the transaction that changes the order, so neither is there without the other.
  outcome   text            not null default 'waiting'
            check (outcome in ('waiting', 'done', 'skipped', 'failed')),
  code      text,
  message   text,
  -- What an undo needs to know.
  former    jsonb,
  at        timestamptz(3),

  primary key (org_id, run_id, line),
  constraint an_order_is_changed_once unique (org_id, run_id, order_id),
  foreign key (org_id, run_id) references order_bulk_runs (org_id, id) on delete cascade,
  constraint only_a_change_can_be_undone check (former is null or outcome = 'done'),
  constraint what_is_not_done_has_a_reason
    check ((outcome in ('skipped', 'failed')) = (code is not null))
) with (fillfactor = 80);

create index order_bulk_rows_by_outcome on order_bulk_rows (org_id, run_id, outcome, line);
