-- Why: a store that goes on after a pause is told what waits for it, and that is found by the index.
--   An order whose platform says no time of change has versions by when their messages came.
-- Locks: reads outgoing once, which holds back what is written to it meanwhile: few rows wait. The
--   new column has no value yet, so nothing is rewritten.
-- Rollback: the previous release does not use them and is not disturbed.

create index outgoing_waiting on outgoing (org_id, store_id, id) where state = 'waiting';

alter table channel_orders add column heard_at timestamptz(3);
