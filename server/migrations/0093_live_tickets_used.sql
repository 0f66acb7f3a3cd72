-- Why: a ticket for the live feed is good once, and until now each process knew only the tickets
--   that it had seen itself. A row here says to all of them that a ticket was used.
-- Locks: creates one table. It is unlogged, so that opening a socket waits for no disk: a crash of
--   PostgreSQL empties it, and tickets live only half a minute.
-- Rollback: the previous release does not know the table and is not disturbed by it.

create unlogged table live_tickets_used (
  org_id      uuid            not null,
  id          text            not null,
  expires_at  timestamptz(3)  not null,
  primary key (org_id, id)
);
