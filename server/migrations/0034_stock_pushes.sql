-- Why: how long it takes from a change of stock until buyers on a platform see it is a promise that
-- is measured, and each confirmed push is one measurement.
-- Locks: creates one table; takes `listings` exclusively for a moment.
-- Rollback: the previous release does not know the columns and fills none of them.

alter table listings
  -- When the stock changed that is being pushed; until buyers see it.
  add column changed_at    timestamptz(3),
  -- Nobody else pushes it before this time.
  add column claimed_until timestamptz(3),
  drop constraint listings_push_state_check,
  add constraint a_push_has_a_state
    check (push_state in ('none', 'waiting', 'submitted', 'accepted', 'visible', 'refused'));

drop index listings_to_confirm;
create index listings_to_confirm on listings (org_id, store_id, pushed_at)
  where push_state in ('submitted', 'accepted');

create table stock_push_times (
  org_id     uuid            not null,
  store_id   uuid            not null,
  at         timestamptz(3)  not null,
  id         uuid            not null,
  took_ms    integer         not null check (took_ms >= 0),

  primary key (org_id, store_id, at, id)
);
