-- Why: a product of ours can be made of what a platform sells, so what its list says of a thing
--   (name without choices, barcode, price) is kept with the listing.
-- Locks: adds one column without a default, which takes a moment.
-- Rollback: the previous release does not know the column and leaves it as it is.

alter table listings add column details jsonb;
