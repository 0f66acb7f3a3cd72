-- Why: what we did not tell a platform ourselves may be told later by itself; what the platform has
--   refused waits for a person. Until now only the words told the two apart.
-- Locks: adds a column to `outgoing` and reads its refused rows.
-- Rollback: the previous release goes by the words again, which stay as they are.

alter table outgoing add column refused_by text check (refused_by in ('us', 'platform'));

update outgoing set refused_by =
  case when problem like 'It is not accepted by itself%' then 'us' else 'platform' end
where state = 'refused';
