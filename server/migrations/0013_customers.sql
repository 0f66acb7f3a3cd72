-- Why: one person across all channels.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create table customers (
  org_id        uuid            not null,
  id            uuid            not null,
  name          text            not null,
  -- Lower case, and E.164 where it could be read so: the marks by which a person is known again.
  -- By bytes, so that a prefix is a range of the index.
  email         text            collate "C",
  phone         text            collate "C",
  -- Somebody who was merged into another keeps the row and the marks, so that it can be undone. It
  -- names the person who is left, never one between them, so that one look is enough.
  merged_into   uuid,
  -- Who came with a login is known by the login and by no mark: anybody can type any address.
  user_id       uuid,
  erased_at     timestamptz(3),
  version       integer         not null default 1,
  created_at    timestamptz(3)  not null default now(),
  updated_at    timestamptz(3)  not null default now(),

  primary key (org_id, id),
  foreign key (org_id, merged_into) references customers (org_id, id),
  constraint nobody_is_merged_into_themselves check (merged_into <> id),
  constraint who_is_erased_has_no_marks check (
    erased_at is null or (email is null and phone is null and user_id is null)
  )
);

-- Also of those who were merged: the next order with an old address finds the person who is left.
create unique index an_email_is_one_customer on customers (org_id, email, user_id)
  nulls not distinct where email is not null;
create unique index a_phone_is_one_customer on customers (org_id, phone)
  where phone is not null and email is null and user_id is null;
create unique index a_login_is_one_customer on customers (org_id, user_id)
  where user_id is not null;
-- Turned round, because people leave out the code of the country: the end is what they agree on.
create index customers_by_phone on customers (org_id, reverse(phone)) where phone is not null;
create index customers_by_age on customers (org_id, created_at desc, id desc);
-- Only the begin, because platforms send names of any length and an index takes no long ones.
create index customers_by_name on customers (org_id, (lower(left(name, 64)) collate "C"), id);
create index customers_merged on customers (org_id, merged_into) where merged_into is not null;

-- Who was said to be the same person as whom, until it is taken back.
create table customer_merges (
  org_id     uuid            not null,
  id         uuid            not null,
  from_id    uuid            not null,
  into_id    uuid            not null,
  at         timestamptz(3)  not null,
  by_id      text,
  by_name    text            not null,
  undone_at  timestamptz(3),

  primary key (org_id, id),
  foreign key (org_id, from_id) references customers (org_id, id),
  foreign key (org_id, into_id) references customers (org_id, id)
);

create unique index somebody_is_merged_once on customer_merges (org_id, from_id)
  where undone_at is null;
create index customer_merges_by_into on customer_merges (org_id, into_id) where undone_at is null;
