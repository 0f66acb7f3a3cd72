-- Why: lists of orders are filtered in many ways and searched by what people remember. What only a
--   few orders have is indexed on the order itself, where it costs the others nothing; the wide
--   indexes stand on a table of their own that the worker fills after the order was placed.
-- Locks: creates tables, and indexes on orders, which holds back writers of orders meanwhile.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

-- An order that is just placed enters only the first: the others begin to hold it when it is sent,
-- given to somebody, held or tagged. The status stands before the age, so that what contradicts
-- itself, such as delivered and declined, is seen to be empty at once.
create index orders_by_payment on orders (org_id, payment, status, placed_at desc, id desc);
create index orders_by_fulfilment on orders (org_id, fulfilment, status, placed_at desc, id desc)
  where fulfilment <> 'none';
create index orders_by_assignee on orders (org_id, assignee_id, placed_at desc, id desc)
  where assignee_id is not null;
create index orders_on_hold on orders (org_id, placed_at desc, id desc) where holds <> '{}';
create index orders_on_trial on orders (org_id, placed_at desc, id desc) where is_test;
-- Tags are few, so each order adds to long lists, and there is nothing to gather first. Of
-- cardinality PostgreSQL knows no statistics: it would count them twice beside those of the tags.
create index orders_by_tag on orders using gin (org_id, tags) with (fastupdate = off)
  where cardinality(tags) > 0;

-- The words of a text, and codes as they are. Each begins with the end of its org, which is random:
-- so one look into the index finds what belongs to the org, whatever others have of the same words.
create or replace function order_search_terms(org_id uuid, words text, codes text[]) returns text[]
  language sql immutable parallel safe
  return (
    select coalesce(array_agg(distinct right(org_id::text, 12) || ':' || lower(term)), '{}')
    from unnest(regexp_split_to_array(words, '[\s!-/:-@[-`{-~]+') || codes) as term
    where term <> ''
  );

create table order_search (
  org_id           uuid            not null,
  order_id         uuid            not null,
  placed_at        timestamptz(3)  not null,
  -- People know how a number ends, so it is kept from its end.
  number_reversed  text            not null,
  phone_reversed   text,
  email            text,
  name             text            not null,
  skus             text[]          not null,
  terms            text[]          not null
                   generated always as (order_search_terms(org_id, name, skus)) stored,

  -- Without a foreign key: it would lock each order again, and orders are never deleted.
  primary key (org_id, order_id)
);

create index order_search_by_age on order_search (org_id, placed_at desc, order_id desc);
-- With the age of what they find, so that the newest are known without reading the others.
create index order_search_by_number on order_search (org_id, number_reversed text_pattern_ops)
  include (placed_at, order_id);
create index order_search_by_phone on order_search (org_id, phone_reversed text_pattern_ops)
  include (placed_at, order_id) where phone_reversed is not null;
create index order_search_by_email on order_search (org_id, email text_pattern_ops)
  include (placed_at, order_id) where email is not null;
-- What waits to be sorted in is read by every search, so it is kept short.
create index order_search_by_term on order_search using gin (terms)
  with (gin_pending_list_limit = 256);
create index order_search_by_name_part on order_search using gin (org_id, name gin_trgm_ops)
  with (gin_pending_list_limit = 256);

-- The search follows the history as the dispatcher does, with a position of its own.
insert into dispatch_positions (name, xid, id) values ('order_search', '0', 0);

create table order_views (
  org_id      uuid            not null,
  id          uuid            not null,
  owner_id    text            not null,
  name        text            not null,
  filter      jsonb           not null default '{}',
  sort        jsonb           not null,
  columns     text[]          not null default '{}',
  shared      boolean         not null default false,
  version     integer         not null default 1,
  created_at  timestamptz(3)  not null default now(),
  updated_at  timestamptz(3)  not null default now(),

  primary key (org_id, id)
);

create index order_views_by_owner on order_views (org_id, owner_id, name, id);
create index order_views_shared on order_views (org_id, name, id) where shared;
