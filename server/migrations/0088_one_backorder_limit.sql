-- Why: a SKU has one backorder limit. It stands on the level of the place where what is sold
--   beyond the shelves will arrive, so the check of that one row still has the last word.
-- Locks: takes `stock_levels` against writing while limits are merged and the index is built.
-- The previous release could set a second limit: that is refused from now on.

do $$
begin
  if exists (
    select from stock_levels where reserved > on_hand group by org_id, sku having count(*) > 1
  ) then
    raise exception 'A SKU has pieces promised beyond what is there at more than one location.'
      using hint = 'Receive or transfer pieces until that is so at one location only: '
        || 'select sku, location_id, on_hand, reserved from stock_levels where reserved > on_hand.';
  end if;
end $$;

-- The place where somebody waits keeps its limit, else the place with the largest.
update stock_levels l set backorder_limit = 0, promised_for = null, updated_at = now()
from (
  select org_id, sku, location_id,
    row_number() over (
      partition by org_id, sku order by reserved > on_hand desc, backorder_limit desc, location_id
    ) as place
  from stock_levels
  where backorder_limit > 0
) ranked
where ranked.place > 1 and l.org_id = ranked.org_id and l.sku = ranked.sku
  and l.location_id = ranked.location_id;

create unique index one_backorder_limit_for_each_sku on stock_levels (org_id, sku)
  where backorder_limit > 0;
