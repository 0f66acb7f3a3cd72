-- Why: what is sold. A SKU is the key under which stock is counted and orders are placed.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create extension if not exists pg_trgm;

create table product_types (
  org_id      uuid            not null,
  name        text            not null,
  -- JSON Schema of the attributes; absent: anything goes.
  attributes  jsonb,
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, name)
);

create table products (
  org_id        uuid            not null,
  id            uuid            not null,
  type          text,
  name          text            not null,
  description   text            not null default '',
  attributes    jsonb           not null default '{}',
  state         text            not null default 'draft'
                check (state in ('draft', 'published', 'archived')),
  words         tsvector        generated always as
                (to_tsvector('simple', name || ' ' || description)) stored,
  version       integer         not null default 1,
  created_at    timestamptz(3)  not null default now(),
  updated_at    timestamptz(3)  not null default now(),

  primary key (org_id, id),
  foreign key (org_id, type) references product_types (org_id, name)
);

create index products_by_name on products (org_id, lower(name) text_pattern_ops);
create index products_by_age on products (org_id, created_at desc, id desc);
create index products_by_words on products using gin (words);

create table variants (
  org_id      uuid            not null,
  sku         text            not null check (sku <> ''),
  product_id  uuid            not null,
  position    integer         not null default 0,
  name        text            not null default '',
  barcode     text,
  attributes  jsonb           not null default '{}',
  weight_g    integer         check (weight_g >= 0),
  active      boolean         not null default true,
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, sku),
  constraint a_barcode_is_one_variant unique (org_id, barcode),
  foreign key (org_id, product_id) references products (org_id, id)
);

create index variants_by_product on variants (org_id, product_id, position);
create index variants_by_sku_prefix on variants (org_id, lower(sku) text_pattern_ops);

create table prices (
  org_id       uuid     not null,
  sku          text     not null,
  currency     char(3)  not null,
  price_minor  bigint   not null check (price_minor between 0 and 1000000000000),

  primary key (org_id, sku, currency),
  foreign key (org_id, sku) references variants (org_id, sku)
);

create table product_images (
  org_id      uuid            not null,
  id          uuid            not null,
  product_id  uuid            not null,
  position    integer         not null default 0,
  alt         text            not null default '',
  -- Either the bytes are ours, or the image lives at an address of somebody else.
  url         text,
  media_type  text,
  bytes       bytea,
  digest      bytea,
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, id),
  foreign key (org_id, product_id) references products (org_id, id),
  constraint an_image_is_stored_or_linked check ((url is null) <> (bytes is null))
);

create index product_images_by_product on product_images (org_id, product_id, position);
