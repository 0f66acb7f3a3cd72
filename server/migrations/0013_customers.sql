-- Why: one person across all channels.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create table customers (
  org_id        uuid            not null,
  id            uuid            not null,
  name          text            not null,
  -- Lower case, and E.164 where it could be read so; the marks by which a person is known again.
  email         text,
  phone         text,
  -- Somebody who was merged into another keeps the row, so that it can be undone.
  merged_into   uuid,
  user_id       uuid,
  erased_at     timestamptz(3),
  version       integer         not null default 1,
  created_at    timestamptz(3)  not null default now(),
  updated_at    timestamptz(3)  not null default now(),

  primary key (org_id, id),
  foreign key (org_id, merged_into) references customers (org_id, id)
);

create unique index an_email_is_one_customer on customers (org_id, email)
  where email is not null and merged_into is null;
create index customers_by_phone on customers (org_id, phone) where phone is not null;
create index customers_by_age on customers (org_id, created_at desc, id desc);
create index customers_by_name on customers (org_id, lower(name) text_pattern_ops);
create index customers_by_user on customers (org_id, user_id) where user_id is not null;
