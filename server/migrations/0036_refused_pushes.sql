-- Why: whoever works through what needs a person asks for the listings of all stores whose last
-- number the platform refused; they are few, and must be found without reading all listings.
-- Locks: takes `listings` for writing while a small index is built.
-- Rollback: the previous release is not disturbed by the index.

create index listings_refused on listings (org_id, store_id, id) where push_state = 'refused';
