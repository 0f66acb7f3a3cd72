-- Why: what is sold. A SKU is the key under which stock is counted and orders are placed.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create extension if not exists pg_trgm;
-- An index of words that begins with the org.
create extension if not exists btree_gin;

create table product_types (
  org_id      uuid            not null,
  name        text            not null,
  -- A small part of JSON Schema; absent: anything goes.
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

-- Each list is read from one of these in its order, whatever its filter.
create index products_by_age on products (org_id, state, created_at desc, id desc);
create index products_by_name on products (org_id, state, lower(name), id);
create index products_by_type_and_age on products (org_id, type, state, created_at desc, id desc);
create index products_by_type_and_name on products (org_id, type, state, lower(name), id);

create index products_by_name_prefix on products (org_id, lower(name) text_pattern_ops);
create index products_by_words on products using gin (org_id, words);

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

create index variants_by_product on variants (org_id, product_id, position, sku);
create index variants_by_sku_prefix on variants (org_id, lower(sku) text_pattern_ops);
create index variants_by_barcode_prefix on variants (org_id, barcode text_pattern_ops);

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
  width       integer,
  height      integer,
  bytes       bytea,
  digest      bytea,
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, id),
  foreign key (org_id, product_id) references products (org_id, id),
  constraint an_image_is_stored_or_linked check ((url is null) <> (bytes is null))
);

create index product_images_by_product on product_images (org_id, product_id, position);

-- A file of products: kept until it is read, then only what became of it.
create table product_imports (
  org_id       uuid            not null,
  id           uuid            not null,
  state        text            not null default 'receiving'
               check (state in ('receiving', 'running', 'done')),
  actor        jsonb           not null,
  header       jsonb           not null default '[]',
  -- Records that have their result. Whoever goes on begins after them.
  records      integer         not null default 0,
  imported     integer         not null default 0,
  updated      integer         not null default 0,
  unchanged    integer         not null default 0,
  failed       integer         not null default 0,
  created_at   timestamptz(3)  not null default now(),
  finished_at  timestamptz(3),

  primary key (org_id, id),
  constraint each_record_has_one_result
    check (records = imported + updated + unchanged + failed)
);

create index product_imports_by_age on product_imports (created_at);

create table product_import_chunks (
  org_id     uuid     not null,
  import_id  uuid     not null,
  position   integer  not null,
  bytes      bytea    not null,

  primary key (org_id, import_id, position),
  foreign key (org_id, import_id) references product_imports (org_id, id) on delete cascade
);

create table product_import_failures (
  org_id     uuid     not null,
  import_id  uuid     not null,
  line       integer  not null,
  reason     text     not null,
  cells      jsonb    not null,

  primary key (org_id, import_id, line),
  foreign key (org_id, import_id) references product_imports (org_id, id) on delete cascade
);
