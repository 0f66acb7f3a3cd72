-- Why: reports read a few rows per day and not the orders: the worker adds up what the history tells,
--   by the hour of the shop, and `verify` counts again from the orders.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

-- In which time zone the rows of an org were added up; when the shop moves, they are counted anew.
create table report_zones (
  org_id     uuid  not null primary key,
  time_zone  text  not null
);

create table report_sales (
  org_id          uuid      not null,
  -- Of the shop, when the order was placed: what happens to an order later changes this row.
  day             date      not null,
  hour            smallint  not null,
  store_id        uuid      not null,
  currency        char(3)   not null,
  orders          integer   not null,
  cancelled       integer   not null,
  pieces          integer   not null,
  gross_minor     bigint    not null,
  discount_minor  bigint    not null,
  refunded_minor  bigint    not null,
  shipping_minor  bigint    not null,
  tax_minor       bigint    not null,
  other_minor     bigint    not null,

  primary key (org_id, day, hour, store_id, currency)
) with (fillfactor = 50);

create table report_products (
  org_id          uuid     not null,
  day             date     not null,
  -- Empty for what a platform sold and nobody has mapped yet.
  sku             text     not null,
  store_id        uuid     not null,
  currency        char(3)  not null,
  pieces          integer  not null,
  returned        integer  not null,
  gross_minor     bigint   not null,
  discount_minor  bigint   not null,

  primary key (org_id, day, sku, store_id, currency)
) with (fillfactor = 70);

-- From the first row of the history on.
insert into dispatch_positions (name, xid, id) values ('reports', '0', 0);
