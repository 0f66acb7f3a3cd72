-- Why: what a platform said of its order is kept beside ours: the version that was applied last, and
--   parts, such as a refund, that came on their own. The platform's total is the truth, so what
--   our parts do not explain of it gets a column.
-- Locks: adds a column with a constant and exchanges one check on orders: it reads the table once.
-- Rollback: the previous release writes zero into the new column, and the check holds for it.

alter table orders add column other_minor bigint not null default 0;
alter table orders drop constraint totals_add_up;
alter table orders add constraint totals_add_up check (
  grand_total_minor = items_minor - discount_minor + shipping_minor + other_minor
    + case when tax_included then 0 else tax_minor end
);

create table channel_orders (
  org_id               uuid            not null,
  order_id             uuid            not null,
  store_id             uuid            not null,
  external_id          text            not null,
  -- As people read it on the platform.
  number               text            not null,
  -- The canonical order; empty once its customer was erased.
  canonical            json,
  digest               bytea           not null,
  external_updated_at  timestamptz(3),
  adapter_version      integer         not null,
  -- `sent` to us, or `fetched` by us: on the same time the fetched one counts.
  source               text            not null check (source in ('sent', 'fetched')),
  -- Refunds, shipments and cancellations that were told alone; newer ones than the version count.
  parts                json            not null default '[]',
  flags                text[]          not null default '{}',
  cancel_requested     boolean         not null default false,
  accept_by            timestamptz(3),
  -- Decided once: what was fulfilled elsewhere does not begin to touch our shelves later.
  touches_stock        boolean         not null,
  received_at          timestamptz(3)  not null default now(),
  updated_at           timestamptz(3)  not null default now(),

  primary key (org_id, order_id)
) with (fillfactor = 85);

create index channel_orders_by_store on channel_orders (org_id, store_id, external_id);
