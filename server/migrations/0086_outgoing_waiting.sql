-- Why: a store that goes on after a pause is told what waits for it, and that is found by this.
-- Locks: reads outgoing once, which holds back what is written to it meanwhile: few rows wait.
-- Rollback: the previous release does not use it and is not disturbed.

create index outgoing_waiting on outgoing (org_id, store_id, id) where state = 'waiting';
