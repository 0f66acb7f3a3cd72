-- Why: a part of a name was looked for in the index of parts of all orders, which takes longer with
--   each order; most parts are met among the newest. Going through those by age needs no table when
--   the name stands in the index, and is then five times as fast.
-- Locks: rewrites an index of the search, which holds back the worker that fills it meanwhile.
-- Rollback: the previous release writes longer names, and an index row takes no more than 2.7 KB.

-- Platforms send names of any length.
update order_search set name = left(name, 200) where length(name) > 200;

drop index order_search_by_age;
create index order_search_by_age on order_search (org_id, placed_at desc, order_id desc)
  include (name);

-- Only pages that were looked after are known to be visible without reading the table.
alter table order_search set (
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000
);
