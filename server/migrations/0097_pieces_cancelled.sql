-- Why: single pieces of an order that are cancelled here are told to its platform, as a row of
--   `outgoing` like a cancellation of the whole order.
-- Locks: replaces a check of `outgoing`, which reads its rows once.
-- Rollback: the previous release shows such a row as it is, and does not push it.

alter table outgoing drop constraint outgoing_kind_check,
  add constraint outgoing_kind_check
    check (kind in ('shipment', 'cancel', 'cancel_lines', 'accept', 'refund'));
