-- Why: the built-in gateway for trials keeps a ledger of its own, as a real provider does, so that
--   a lost answer can be looked up and the books can be compared.
-- Locks: creates one table.
-- Rollback: the previous release does not know the table and is not disturbed by it.

create table test_gateway_charges (
  org_id        uuid            not null,
  key           text            not null,
  amount_minor  bigint          not null,
  currency      char(3)         not null,
  outcome       text            not null check (outcome in ('succeeded', 'declined')),
  created_at    timestamptz(3)  not null default now(),

  primary key (org_id, key)
);
