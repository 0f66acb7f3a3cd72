-- Why: one pool of stock. A level is always the sum of its movements, and the database itself
--   refuses to promise what is not there.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create table locations (
  org_id      uuid            not null,
  id          uuid            not null,
  code        text            not null,
  name        text            not null,
  -- Lower is taken first when nothing else decides.
  priority    integer         not null default 100,
  country     char(2),
  postcode    text,
  latitude    double precision,
  longitude   double precision,
  active      boolean         not null default true,
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, id),
  constraint a_code_is_one_location unique (org_id, code)
);

create table stock_levels (
  org_id           uuid            not null,
  sku              text            not null,
  location_id      uuid            not null,
  on_hand          integer         not null default 0,
  reserved         integer         not null default 0,
  -- Sold by a marketplace beyond what we have: never reserved, waiting for stock or a decision.
  short            integer         not null default 0,
  backorder_limit  integer         not null default 0,
  promised_for     date,
  safety_stock     integer         not null default 0,
  low_threshold    integer,
  updated_at       timestamptz(3)  not null default now(),

  primary key (org_id, sku, location_id),
  constraint stock_is_never_negative check (on_hand >= 0 and reserved >= 0 and short >= 0),
  constraint nothing_is_promised_twice check (reserved <= on_hand + backorder_limit),
  constraint limits_are_not_negative check (backorder_limit >= 0 and safety_stock >= 0)
) with (fillfactor = 70);

create index stock_levels_low on stock_levels (org_id, sku)
  where low_threshold is not null and on_hand - reserved <= low_threshold;

-- The ledger: rows are added and never changed. Its key is also the order in which it is read.
create table stock_movements (
  org_id          uuid            not null,
  sku             text            not null,
  location_id     uuid            not null,
  id              uuid            not null,
  type            text            not null
                  check (type in ('received', 'reserved', 'released', 'shipped', 'returned',
                                  'adjusted', 'transferred', 'counted', 'oversold', 'settled')),
  on_hand_delta   integer         not null default 0,
  reserved_delta  integer         not null default 0,
  short_delta     integer         not null default 0,
  -- The order, or the reservation by hand, whose promise this is.
  reservation_id  uuid,
  reason          text,
  actor_type      text            not null,
  actor_id        text,
  at              timestamptz(3)  not null default now(),

  primary key (org_id, sku, location_id, id)
);

create index stock_movements_by_reservation on stock_movements (org_id, reservation_id)
  where reservation_id is not null;

-- Only promises that end by themselves have a row here: unpaid orders and reservations by hand.
create table reservations (
  org_id      uuid            not null,
  id          uuid            not null,
  reason      text            not null,
  expires_at  timestamptz(3)  not null,
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, id)
);

create index reservations_by_expiry on reservations (expires_at);
