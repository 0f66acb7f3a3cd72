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
  backorder_limit  integer         not null default 0,
  promised_for     date,
  safety_stock     integer         not null default 0,
  -- Set by hand; without it the threshold of the org counts, which is copied to each level.
  low_threshold    integer,
  low_standard     integer         not null default 5,
  is_low           boolean         generated always as
                   (on_hand - reserved <= coalesce(low_threshold, low_standard)) stored,
  -- When the alert went out; empty again as soon as there is enough.
  low_since        timestamptz(3),
  updated_at       timestamptz(3)  not null default now(),

  primary key (org_id, sku, location_id),
  constraint stock_is_never_negative check (on_hand >= 0 and reserved >= 0),
  constraint nothing_is_promised_twice check (reserved <= on_hand + backorder_limit),
  constraint limits_are_not_negative check (backorder_limit >= 0 and safety_stock >= 0)
) with (fillfactor = 70);

-- They name only what seldom changes: a promise that does not flip `is_low` touches no index.
create index stock_levels_low on stock_levels (org_id, sku, location_id) where is_low;
create index stock_levels_to_watch on stock_levels (org_id, sku, location_id)
  where is_low <> (low_since is not null);
create index stock_levels_by_location on stock_levels (org_id, location_id, sku);
create index stock_levels_by_sku_prefix on stock_levels (org_id, lower(sku) text_pattern_ops);

-- The ledger: rows are added and never changed. Its key is also the order in which it is read.
create table stock_movements (
  org_id          uuid            not null,
  sku             text            not null,
  location_id     uuid            not null,
  id              uuid            not null,
  type            text            not null
                  check (type in ('received', 'reserved', 'released', 'shipped', 'returned',
                                  'adjusted', 'transferred', 'counted', 'settled')),
  on_hand_delta   integer         not null default 0,
  reserved_delta  integer         not null default 0,
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
  kind        text            not null default 'order' check (kind in ('order', 'hand')),
  reason      text            not null,
  expires_at  timestamptz(3)  not null,
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, id)
);

create index reservations_by_expiry on reservations (org_id, kind, expires_at);

create table stock_takes (
  org_id       uuid            not null,
  id           uuid            not null,
  location_id  uuid            not null,
  state        text            not null default 'open'
               check (state in ('open', 'closed', 'dropped')),
  note         text,
  opened_by    text            not null,
  opened_at    timestamptz(3)  not null default now(),
  ended_at     timestamptz(3),

  primary key (org_id, id),
  foreign key (org_id, location_id) references locations (org_id, id),
  constraint only_an_open_take_has_no_end check ((state = 'open') = (ended_at is null))
);

create table stock_take_lines (
  org_id      uuid            not null,
  take_id     uuid            not null,
  sku         text            not null,
  -- What the books said when it was counted: only the difference is posted, so that what is sold
  -- between the count and the end of the take is not undone.
  expected    integer         not null,
  counted     integer         not null check (counted >= 0),
  counted_by  text            not null,
  counted_at  timestamptz(3)  not null default now(),

  primary key (org_id, take_id, sku),
  foreign key (org_id, take_id) references stock_takes (org_id, id)
);
