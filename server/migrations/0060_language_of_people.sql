-- Why: a person reads the portal in their own language, on whichever device they sign in.
-- Locks: a brief lock on users; a column without a default rewrites nothing.
-- Rollback: the previous release does not read the column, and shows English.

-- Null as long as the person has chosen none: the browser decides then.
alter table users add column language text
  constraint a_language_is_a_short_code check (language ~ '^[a-z]{2,3}$');
