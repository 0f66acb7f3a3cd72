-- Why: somebody who is written O Neill was found neither as oneill nor as O'Neill, which is the same
--   name: O and D are written with an apostrophe, with a space, and with neither.
-- Locks: rewrites the search rows of such names, which holds back nobody but the worker that fills
--   them; reads the orders' search rows and the customers once.
-- Rollback: the previous release calls the same functions and reads the same rows.

-- As before, and such a word is also joined with the next one: O Neill is oneill, and neill as well.
-- Two letters at least, so that O P Rao keeps the initials apart.
create or replace function searched_name(name text) returns text
  language sql immutable parallel safe
  return left(
    case when name ~ '[''`´ʹʻʼ‘’‛′＇]|(^|\s)[oOóÓdD]\u0301?\s+\S\S'
      then regexp_replace(
          replace(plain_name(name), '''', ''), '(^|\s)([od])\s+(?=\S\S)', '\1\2', 'g'
        ) || ' ' || replace(plain_name(name), '''', ' ')
      else plain_name(name)
    end,
    600 -- An index row takes no more than 2.7 KB.
  );

update order_search s set name = searched_name(o.customer_name)
from orders o
where s.name ~ '(^|\s)[od]\s+\S\S' and o.org_id = s.org_id and o.id = s.order_id
  and s.name <> searched_name(o.customer_name);

create temporary table written_anew on commit drop as
select org_id, id, name from customers
where name ~ '(^|\s)[oOóÓdD]\u0301?\s+\S\S' and erased_at is null;

delete from customer_search s using written_anew w
where s.org_id = w.org_id and s.customer_id = w.id;

insert into customer_search (org_id, words, customer_id)
select w.org_id, n.words, w.id
from written_anew w cross join lateral customer_search_words(w.name) as n (words)
on conflict do nothing;
