-- Why: pieces of an order are cancelled one by one. What they cost is taken off what the order
--   costs, in a column of its own, so that what was ordered stays as it was told.
-- Locks: adds a column with a constant and exchanges two checks on orders: it reads the table once.
-- Rollback: the previous release leaves the new column alone, and the checks hold for what it writes.

alter table orders
  add column cancelled_minor bigint not null default 0,
  drop constraint totals_add_up,
  add constraint totals_add_up check (
    grand_total_minor = items_minor - discount_minor + shipping_minor + other_minor
      + case when tax_included then 0 else tax_minor end - cancelled_minor
  ),
  drop constraint amounts_are_not_negative,
  -- Pieces that were paid and then cancelled are given back as well.
  add constraint amounts_are_not_negative check (
    items_minor >= 0 and discount_minor >= 0 and shipping_minor >= 0 and tax_minor >= 0
      and cancelled_minor >= 0 and grand_total_minor >= 0 and refunded_minor >= 0
      and refunded_minor <= grand_total_minor + cancelled_minor
  );
