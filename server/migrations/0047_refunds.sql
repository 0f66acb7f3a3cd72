-- Why: money that people give back here is told to the platform as a row of `outgoing`. Not every
--   platform knows a key, so two must never try at once, nor one before the last attempt is over.
-- Locks: replaces a check of `outgoing` and adds a column to it.
-- Rollback: the previous release shows such a row as it is, and does not push it.

alter table outgoing drop constraint outgoing_kind_check,
  add constraint outgoing_kind_check check (kind in ('shipment', 'cancel', 'accept', 'refund')),
  -- When somebody began the last attempt whose end is not known.
  add column tried_at timestamptz(3);
