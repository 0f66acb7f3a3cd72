-- Why: the dispatcher remembers how far it has read the history, cron jobs remember their next time,
--   and jobs that failed too often rest where people of their org can see them and start them again.
-- Locks: creates tables only. The queue's own tables live in the schema penstock_jobs; `migrate`
--   installs them after the files of this folder.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create table dispatch_positions (
  name      text            primary key,
  xid       xid8            not null,
  id        bigint          not null,
  -- After a restore into a younger server the old rows have transaction ids from the future. They
  -- are all below this id, and everything new is above it.
  floor_id  bigint          not null default 0,
  moved_at  timestamptz(3)  not null default now()
);

insert into dispatch_positions (name, xid, id) values ('jobs', '0', 0);

create table cron_ticks (
  job      text            primary key,
  cron     text            not null,
  next_at  timestamptz(3)  not null
);

create table dead_letters (
  org_id    uuid            not null,
  id        uuid            not null,
  job       text            not null,
  payload   jsonb           not null,
  cause     jsonb           not null default '{}',
  attempts  integer         not null,
  error     jsonb           not null,
  made_at   timestamptz(3)  not null,
  died_at   timestamptz(3)  not null default now(),

  primary key (org_id, id)
);

create index dead_letters_newest on dead_letters (org_id, died_at desc, id desc);
create index dead_letters_of_a_job on dead_letters (org_id, job, died_at desc, id desc);
