-- Why: money is a row before it is a call: what we intend, what was tried, what was booked.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create table payment_intents (
  org_id        uuid            not null,
  order_id      uuid            not null,
  -- Made from the business fact, so that the same fact can never become two charges.
  purpose       text            not null check (purpose in ('charge', 'refund', 'void')),
  number        smallint        not null default 1,
  gateway       text            not null,
  amount_minor  bigint          not null check (amount_minor >= 0),
  currency      char(3)         not null,
  state         text            not null default 'pending'
                check (state in ('pending', 'trying', 'unknown', 'authorised', 'succeeded',
                                 'declined', 'cancelled', 'due')),
  token         text,
  provider_ref  text,
  attempts      smallint        not null default 0,
  last_error    text,
  created_at    timestamptz(3)  not null default now(),
  updated_at    timestamptz(3)  not null default now(),

  primary key (org_id, order_id, purpose, number)
) with (fillfactor = 80);

create table payment_attempts (
  org_id      uuid            not null,
  id          uuid            not null,
  order_id    uuid            not null,
  purpose     text            not null,
  number      smallint        not null,
  attempt     smallint        not null,
  outcome     text            not null,
  detail      jsonb           not null default '{}',
  at          timestamptz(3)  not null default now(),

  primary key (org_id, id),
  foreign key (org_id, order_id, purpose, number)
    references payment_intents (org_id, order_id, purpose, number)
);

-- Double entry: the amounts of one order and currency sum to zero, always.
create table money_entries (
  org_id        uuid            not null,
  order_id      uuid            not null,
  id            uuid            not null,
  account       text            not null
                check (account in ('customer', 'provider', 'cash', 'refunds_due', 'sales')),
  amount_minor  bigint          not null,
  currency      char(3)         not null,
  fact          text            not null,
  at            timestamptz(3)  not null default now(),

  primary key (org_id, order_id, id),
  constraint a_fact_is_booked_once unique (org_id, order_id, fact, account)
);
