-- Why: two open stock takes of one place booked the same difference twice, and so did one take where
--   an import or an adjustment had corrected the SKU between its count and the end of the take.
-- Locks: builds an index on the stock takes and adds two empty columns to their lines; both tables are
--   small.
-- Rollback: the previous release gets an error where it opens a second take of a place. A line that
--   it counts has no position in the ledger, so this one takes all corrections of the level off it;
--   one that it closes has no `booked`, which reads as its whole difference.

-- Where several are open, the newest goes on with what was counted last in any of them. The others
-- are dropped, and stay to be read.
with open_takes as (
  select org_id, id,
    first_value(id) over (partition by org_id, location_id order by id desc) as newest
  from stock_takes
  where state = 'open'
)
insert into stock_take_lines (org_id, take_id, sku, expected, counted, counted_by, counted_at)
select distinct on (l.org_id, t.newest, l.sku)
  l.org_id, t.newest, l.sku, l.expected, l.counted, l.counted_by, l.counted_at
from open_takes t
join stock_take_lines l on l.org_id = t.org_id and l.take_id = t.id
order by l.org_id, t.newest, l.sku, l.counted_at desc
on conflict (org_id, take_id, sku) do update set expected = excluded.expected,
  counted = excluded.counted, counted_by = excluded.counted_by, counted_at = excluded.counted_at;

update stock_takes t set state = 'dropped', ended_at = now()
where t.state = 'open' and exists (
  select from stock_takes newer
  where newer.org_id = t.org_id and newer.location_id = t.location_id
    and newer.state = 'open' and newer.id > t.id
);

create unique index a_place_has_one_open_take on stock_takes (org_id, location_id)
  where state = 'open';

alter table stock_take_lines
  -- The last movement of the level when it was counted: what was corrected after it is not booked
  -- again. Empty where there was none.
  add column counted_after uuid,
  -- What the end of the take has added to the level.
  add column booked integer;

update stock_take_lines l set counted_after = (
  select m.id from stock_movements m
  where m.org_id = l.org_id and m.sku = l.sku and m.location_id = t.location_id
    and m.at <= l.counted_at
  order by m.id desc limit 1
)
from stock_takes t
where t.org_id = l.org_id and t.id = l.take_id and t.state = 'open';
