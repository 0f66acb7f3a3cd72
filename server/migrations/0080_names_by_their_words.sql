-- Why: a customer was found by the beginning of the whole name only, and nobody with an apostrophe by
--   a keyboard that has another one, or by a hand that leaves it out.
-- Locks: rewrites the search rows of names with an apostrophe or a letter such as ø, which holds back
--   nobody but the worker that fills them; reads the customers once to fill a new table.
-- Rollback: the previous release finds orders of these names without their apostrophes only. It does
--   not fill the table, also while one of its processes still runs beside this one. After this the
--   worker looks for who is missing once more at its next start:
--   delete from customer_search;
--   update dispatch_positions set xid = '99999999999' where name = 'order_search'

-- As a name is typed by somebody who has no keys for its letters; `plainName` does the same to what
-- is typed. Only marks of Latin, Greek and Cyrillic letters are left out: those of other scripts are
-- letters. All apostrophes are one. Platforms send names of any length.
create or replace function plain_name(name text) returns text
  language sql immutable parallel safe
  return replace(replace(replace(translate(
    lower(regexp_replace(normalize(left(name, 200), NFD), '[\u0300-\u036f]', '', 'g')),
    'øłđı`´ʹʻʼ‘’‛′＇', 'oldi' || repeat('''', 10)
  ), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');

-- An apostrophe is left out, and besides it parts the words: O'Neill is oneill, and neill as well.
-- Without a query inside, PostgreSQL puts the expression where it is called: a fifth of the time.
create or replace function searched_name(name text) returns text
  language sql immutable parallel safe
  return left(
    case when name ~ '[''`´ʹʻʼ‘’‛′＇]'
      then replace(plain_name(name), '''', '') || ' ' || replace(plain_name(name), '''', ' ')
      else plain_name(name)
    end,
    600 -- An index row takes no more than 2.7 KB.
  );

-- The previous release calls it so.
create or replace function order_search_name(name text) returns text
  language sql immutable parallel safe
  return searched_name(name);

update order_search set name = searched_name(name)
where name ~ '[''`´ʹʻʼ‘’‛′＇øłđıßæœ]';

-- For each word of the name a text that begins with the word and goes on with the whole name: so a
-- range finds the word, in an order of its own, and what else was typed is looked for beside it.
create or replace function customer_search_words(name text) returns setof text
  language sql immutable parallel safe rows 3
begin atomic
  with plain as materialized (
    -- What may be typed as a wildcard is a letter here.
    select left(btrim(regexp_replace(searched_name(name), '[\s!-$&-/:-@[-^`{-~]+', ' ', 'g')), 200)
      as name
  )
  select distinct left(word, 64) || ' ' || plain.name
  from plain cross join string_to_table(plain.name, ' ') as word
  where word <> '';
end;

create table customer_search (
  org_id       uuid  not null,
  -- By bytes, so that a prefix is a range of the index.
  words        text  not null collate "C",
  -- Without a foreign key: it would lock each customer again, and customers are never deleted.
  customer_id  uuid  not null,

  primary key (org_id, words, customer_id)
);

create index customer_search_by_customer on customer_search (org_id, customer_id);

insert into customer_search (org_id, words, customer_id)
select c.org_id, w.words, c.id
from customers c cross join lateral customer_search_words(c.name) as w (words)
where c.erased_at is null;

-- Only pages that were looked after are known to be visible without reading the table.
alter table customer_search set (
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000
);
