-- Why: every few minutes verify looks at what has changed, and read whole tables to find it. These
-- indexes are a few pages, and say for each part of a table how young its youngest row is.
-- Locks: placements wait while the three tables are read once.
-- Rollback: nothing; the previous release does not need them.

create index orders_by_change on orders
  using brin (updated_at) with (pages_per_range = 32, autosummarize = on);
create index stock_movements_by_time on stock_movements
  using brin (at) with (pages_per_range = 32, autosummarize = on);
create index order_keys_by_time on order_keys
  using brin (at) with (pages_per_range = 32, autosummarize = on);
