-- Why: the original of a message that tells of several orders, or of one that did not land by it, is
--   found by what the platform calls the order: whoever is erased must go from there as well.
-- Locks: takes `messages` against writing while two small indexes are built; all rows are read once,
--   without their originals. Few have results, and few name an order that they did not become.
-- The previous release does not use them.

create index messages_of_several on messages using gin (results jsonb_path_ops)
  where results is not null;
create index messages_without_order on messages (org_id, store_id, external_id)
  where order_id is null and external_id is not null;
