-- Why: each message of a platform is kept as it came, with what became of it: it is the proof of
--   what was said, and it can be read again by a newer adapter. By month, so that old ones are
--   dropped and not deleted.
-- Locks: creates tables, and reads orders once for a small index.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

create table messages (
  org_id        uuid            not null,
  -- Its first half is `received_at`, so that a message is found by its id alone.
  id            uuid            not null,
  received_at   timestamptz(3)  not null,
  store_id      uuid            not null,
  platform      text            not null,
  source        text            not null check (source in ('sent', 'fetched')),
  topic         text,
  delivery_key  text,
  -- Those that matter for reading it again; never one that opens something.
  headers       jsonb           not null default '{}',
  -- Compressed; empty once its customer was erased.
  body_sealed   bytea,
  body_bytes    integer         not null,
  digest        bytea           not null,
  verdict       text            not null
                check (verdict in ('working', 'created', 'updated', 'duplicate', 'ignored',
                                   'parked', 'fetching', 'waiting', 'discarded')),
  reason        text,
  -- Of the one order that it is about; a message with several has them in `results`.
  external_id   text,
  order_id      uuid,
  results       jsonb,
  attempts      integer         not null default 1,
  processed_at  timestamptz(3),

  primary key (org_id, id, received_at)
) partition by range (received_at);

create index messages_by_store on messages (org_id, store_id, received_at desc, id desc);
create index messages_by_order on messages (org_id, order_id) where order_id is not null;
-- What is not done: few, whatever the size of the table.
create index messages_open on messages (org_id, verdict, received_at, id)
  where verdict in ('working', 'parked', 'fetching', 'waiting');

-- Orders that wait for somebody to say what a line is.
create index orders_unmapped on orders (org_id, store_id, id) where 'unmapped_sku' = any(holds);

-- Rows always find a place; the worker makes the months ahead, so this one stays empty.
create table messages_default partition of messages default;
