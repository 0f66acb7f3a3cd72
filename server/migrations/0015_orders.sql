-- Why: the order itself. The row carries what lists and rules need; wide search lives elsewhere.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create table orders (
  org_id               uuid            not null,
  id                   uuid            not null,
  number               text            not null,
  store_id             uuid            not null,
  external_id          text            not null,
  external_updated_at  timestamptz(3),
  customer_id          uuid,
  -- Four axes, and the headline that is derived from them and checked by `verify`.
  lifecycle            text            not null,
  payment              text            not null,
  fulfilment           text            not null,
  assignment           text            not null,
  status               text            not null,
  holds                text[]          not null default '{}',
  currency             char(3)         not null,
  items_minor          bigint          not null,
  discount_minor       bigint          not null default 0,
  shipping_minor       bigint          not null default 0,
  tax_minor            bigint          not null default 0,
  tax_included         boolean         not null default true,
  grand_total_minor    bigint          not null,
  refunded_minor       bigint          not null default 0,
  customer_name        text            not null default '',
  customer_email       text,
  customer_phone       text,
  shipping_address     jsonb,
  note                 text,
  tags                 text[]          not null default '{}',
  assignee_id          uuid,
  is_test              boolean         not null default false,
  ship_by              timestamptz(3),
  placed_at            timestamptz(3)  not null,
  updated_at           timestamptz(3)  not null default now(),
  version              integer         not null default 1,

  primary key (org_id, id),
  constraint an_order_lands_once unique (org_id, store_id, external_id),
  constraint a_number_is_one_order unique (org_id, number),
  constraint totals_add_up check (
    grand_total_minor = items_minor - discount_minor + shipping_minor
      + case when tax_included then 0 else tax_minor end
  ),
  constraint amounts_are_not_negative check (
    items_minor >= 0 and discount_minor >= 0 and shipping_minor >= 0 and tax_minor >= 0
      and grand_total_minor >= 0 and refunded_minor >= 0 and refunded_minor <= grand_total_minor
  )
) with (fillfactor = 85);

create index orders_by_age on orders (org_id, placed_at desc, id desc);
-- With the total, so that a part of the list is sorted by it without reading the orders.
create index orders_by_status on orders (org_id, status, store_id, placed_at desc, id desc)
  include (grand_total_minor);
create index orders_by_total on orders (org_id, grand_total_minor desc, id desc);
create index orders_by_customer on orders (org_id, customer_id, placed_at desc, id desc);

create table order_lines (
  org_id              uuid      not null,
  order_id            uuid      not null,
  line                smallint  not null,
  sku                 text,
  external_id         text,
  name                text      not null,
  quantity            integer   not null check (quantity > 0),
  unit_price_minor    bigint    not null,
  discount_minor      bigint    not null default 0,
  tax_minor           bigint    not null default 0,
  cancelled_quantity  integer   not null default 0,
  shipped_quantity    integer   not null default 0,
  returned_quantity   integer   not null default 0,
  short_quantity      integer   not null default 0,

  primary key (org_id, order_id, line),
  constraint a_line_is_used_once check (
    cancelled_quantity >= 0 and shipped_quantity >= 0 and short_quantity >= 0
      and cancelled_quantity + shipped_quantity <= quantity
      and returned_quantity between 0 and shipped_quantity
  )
);

-- What a platform has sold and we do not have: filled from here when stock arrives.
create index order_lines_short on order_lines (org_id, sku) where short_quantity > 0;

-- A caller's key and what came of it, in the transaction of the order.
create table order_keys (
  org_id        uuid            not null,
  actor         text            not null,
  key           text            not null,
  request_hash  bytea           not null,
  order_id      uuid            not null,
  at            timestamptz(3)  not null default now(),

  primary key (org_id, actor, key)
);

-- Blocks of numbers are taken outside of any order's transaction: no hot row, gaps are fine.
create table order_numbers (
  org_id  uuid    not null primary key,
  next    bigint  not null default 100001
);

-- Kept in the transaction of each batch. Each writer adds to its own shard, so none waits.
create table order_counters (
  org_id    uuid      not null,
  store_id  uuid      not null,
  status    text      not null,
  day       date      not null,
  shard     smallint  not null,
  orders    integer   not null,

  primary key (org_id, day, store_id, status, shard)
) with (fillfactor = 50);

create table order_notes (
  org_id      uuid            not null,
  id          uuid            not null,
  order_id    uuid            not null,
  text        text            not null,
  author      text            not null,
  author_id   text,
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, id),
  foreign key (org_id, order_id) references orders (org_id, id)
);

create index order_notes_by_order on order_notes (org_id, order_id, created_at);
