-- Why: a message that the stock of a product changed may name no variant of it.
-- Locks: takes `listings` against writing while the index is built.
-- The previous release does not use it.

create index listings_by_product on listings (org_id, store_id, product_id)
  where product_id is not null;
