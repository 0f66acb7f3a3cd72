-- Why: whoever looks for "Muller" or "Zoe" means Müller and Zoë as well, and has no such keys.
-- Locks: rewrites the search rows of names that are not plain, which holds back nobody but the worker
--   that fills them.
-- Rollback: the previous release finds these names without their accents only.

-- As it is written without a keyboard for it. Only marks of Latin, Greek and Cyrillic letters are left
-- out: those of other scripts are letters. Platforms send names of any length.
create or replace function order_search_name(name text) returns text
  language sql immutable parallel safe
  return lower(regexp_replace(normalize(left(name, 200), NFD), '[\u0300-\u036f]', '', 'g'));

update order_search set name = order_search_name(name) where name ~ '[^\x01-\x7f]';
