-- Why: what a platform sells is called a listing there; here stands which SKU of ours each one is,
-- and how many pieces of it the platform was told.
-- Locks: creates one table.
-- Rollback: the previous release does not know the table and is not disturbed by it.

create table listings (
  org_id         uuid            not null,
  id             uuid            not null,
  store_id       uuid            not null,
  -- The one name by which it is found: of the variant, or of the product, or the SKU over there.
  ref            text            not null,
  product_id     text,
  variant_id     text,
  external_sku   text,
  title          text            not null default '',
  sku            text,
  mapped_by      text            check (mapped_by in ('same_sku', 'person')),
  state          text            not null default 'active' check (state in ('active', 'paused')),
  buffer         integer         check (buffer >= 0),
  max_listed     integer         check (max_listed >= 0),
  -- What an adapter found out for its pushes, such as the id of an inventory item.
  extra          jsonb           not null default '{}',

  -- Set with each change of stock, and taken back when the push that saw it was answered.
  dirty_at       timestamptz(3),
  push_state     text            not null default 'none'
                 check (push_state in ('none', 'waiting', 'submitted', 'visible', 'refused')),
  pushed         integer         check (pushed >= 0),
  pushed_at      timestamptz(3),
  push_problem   text,
  tries          integer         not null default 0,
  next_try_at    timestamptz(3),
  seen           integer,
  seen_at        timestamptz(3),
  version        integer         not null default 1,
  created_at     timestamptz(3)  not null default now(),

  primary key (org_id, id),
  constraint a_listing_is_known_once unique (org_id, store_id, ref),
  constraint a_mapping_says_how check ((sku is null) = (mapped_by is null)),
  foreign key (org_id, store_id) references stores (org_id, id)
);

-- From a change of stock to all that must be told of it.
create index listings_by_sku on listings (org_id, sku) where sku is not null;
create index listings_unmapped on listings (org_id, store_id, id) where sku is null;
-- What waits to be pushed is a few rows of many.
create index listings_to_push on listings (org_id, store_id, dirty_at) where dirty_at is not null;
create index listings_to_confirm on listings (org_id, store_id, pushed_at)
  where push_state = 'submitted';
