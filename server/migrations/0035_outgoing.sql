-- Why: what a platform must be told of its order (a parcel, a cancellation) is a row with a key of the
-- business fact before anybody is called, so that it is told once and people see what came of it.
-- Locks: creates one table.
-- Rollback: the previous release does not know the table and is not disturbed by it.

create table outgoing (
  org_id      uuid            not null,
  id          uuid            not null,
  store_id    uuid            not null,
  order_id    uuid            not null,
  -- `shipment/<order>/<version>` or `cancel/<order>`: the same fact is told once.
  key         text            not null,
  kind        text            not null check (kind in ('shipment', 'cancel')),
  body        jsonb           not null,
  state       text            not null default 'waiting'
              check (state in ('waiting', 'submitted', 'done', 'refused')),
  reference   text,
  problem     text,
  created_at  timestamptz(3)  not null default now(),
  updated_at  timestamptz(3)  not null default now(),

  primary key (org_id, id),
  constraint a_fact_is_told_once unique (org_id, key),
  foreign key (org_id, store_id) references stores (org_id, id),
  foreign key (org_id, order_id) references orders (org_id, id)
);

create index outgoing_by_order on outgoing (org_id, order_id, created_at);
create index outgoing_refused on outgoing (org_id, store_id, updated_at desc)
  where state = 'refused';
