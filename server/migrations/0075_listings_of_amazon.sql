-- Why: one product of Amazon is sold under several SKUs, and a listing named by the product stood for
--   all of them: an order of one SKU took the pieces of another.
-- Locks: the listings of Amazon stores, for a moment.
-- Rollback: the previous release names them by their product again at the next reading.

update listings l
set ref = 'sku:' || l.external_sku, product_id = null,
  extra = l.extra || jsonb_build_object('asin', l.product_id)
from stores s
where s.org_id = l.org_id and s.id = l.store_id and s.platform = 'amazon'
  and l.ref like 'product:%' and l.external_sku is not null
  and not exists (
    select 1 from listings o
    where o.org_id = l.org_id and o.store_id = l.store_id and o.ref = 'sku:' || l.external_sku
  );
