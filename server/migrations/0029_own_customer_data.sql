-- Why: people keep their addresses with the shop, and may ask to be erased; a person decides that.
-- Locks: creates two tables; a brief lock on customers for the foreign keys.
-- Rollback: the previous release does not know the tables and is not disturbed by them. Whom it
--   erases keeps what stands here; asking again with the next release erases it too.

create table customer_addresses (
  org_id       uuid            not null,
  id           uuid            not null,
  customer_id  uuid            not null,
  label        text            not null default '',
  -- The one that a checkout offers first.
  is_standard  boolean         not null default false,
  address      jsonb           not null,
  created_at   timestamptz(3)  not null default now(),

  primary key (org_id, id),
  foreign key (org_id, customer_id) references customers (org_id, id)
);

create index customer_addresses_by_customer on customer_addresses (org_id, customer_id, created_at);

create table customer_erasure_requests (
  org_id       uuid            not null,
  customer_id  uuid            not null,
  at           timestamptz(3)  not null,

  primary key (org_id, customer_id),
  foreign key (org_id, customer_id) references customers (org_id, id)
);

create index customer_erasure_requests_by_age on customer_erasure_requests
  (org_id, at, customer_id);
