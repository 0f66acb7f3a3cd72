-- Why: people remember what was bought and to which city it goes, and orders were found by neither.
-- Locks: holds back searches and the worker that fills them for a moment; no row is rewritten. The
--   worker reads every order once more at its next start and adds the words: about a minute for
--   300,000 orders, while it does not look at new ones.
-- Rollback: the previous release writes rows without these words, also while one of its processes
--   still runs beside this one, and those orders are found as before. After this the worker reads
--   every order once more: update dispatch_positions set xid = '99999999999' where name = 'order_search';

-- The words of the goods and of the city, as they are searched.
alter table order_search add column words text not null default '';

-- The same terms as before, some of them twice, in a quarter of the time: where words end, one
-- expression puts the end of the org between them. No word and no code has the character U+0001.
create or replace function order_search_terms(org_id uuid, words text, codes text[]) returns text[]
  language sql immutable parallel safe
  return
    coalesce(string_to_array(
      right(org_id::text, 12) || ':' || regexp_replace(
        nullif(btrim(lower(words), E' \t\r\n!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~'), ''),
        '[\s!-/:-@[-`{-~]+', E'\x01' || right(org_id::text, 12) || ':', 'g'
      ),
      E'\x01'
    ), '{}')
    || coalesce(string_to_array(
      right(org_id::text, 12) || ':'
        || lower(nullif(array_to_string(codes, E'\x01' || right(org_id::text, 12) || ':'), '')),
      E'\x01'
    ), '{}');

-- As before; what is plain already, as most texts are, takes a tenth of the time.
create or replace function searched_name(name text) returns text
  language sql immutable parallel safe
  return left(
    case when name ~ '[''`´ʹʻʼ‘’‛′＇]|(^|\s)[oOóÓdD]\u0301?\s+\S\S'
      then regexp_replace(
          replace(plain_name(name), '''', ''), '(^|\s)([od])\s+(?=\S\S)', '\1\2', 'g'
        ) || ' ' || replace(plain_name(name), '''', ' ')
      when name ~ '[^ -~]' then plain_name(name)
      else lower(left(name, 200))
    end,
    600 -- An index row takes no more than 2.7 KB.
  );

-- Before release 17 PostgreSQL cannot give a generated column another expression without writing the
-- whole table and its indexes anew. A trigger can do the same for the rows that change.
alter table order_search alter column terms drop expression;

create or replace function order_search_fill_terms() returns trigger language plpgsql as $$
begin
  new.terms := order_search_terms(new.org_id, new.name || ' ' || new.words, new.skus);
  return new;
end $$;

create trigger order_search_fill_terms before insert or update on order_search
  for each row execute function order_search_fill_terms();

-- A position that lies in the future makes the worker read every order.
update dispatch_positions set xid = '99999999999'
where name = 'order_search' and exists (select from orders);
