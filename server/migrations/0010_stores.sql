-- Why: a store is one account on one platform; an order's identity is store and external id.
-- Locks: creates one table.
-- Rollback: the previous release does not know the table and is not disturbed by it.

create table stores (
  org_id      uuid            not null,
  id          uuid            not null,
  -- The last part of the address that is given to the platform.
  key         text            not null,
  platform    text            not null,
  -- What the platform's own headers carry: shop domain, site address, store hash, seller id.
  uid         text            not null,
  name        text            not null,
  base_url    text,
  state       text            not null default 'active'
              check (state in ('active', 'paused')),
  created_at  timestamptz(3)  not null default now(),

  primary key (org_id, id),
  constraint a_store_is_known_once unique (org_id, platform, uid),
  constraint an_address_leads_to_one_store unique (org_id, key)
);
