-- Why: two shared views that bear one name cannot be told apart in the menu of everybody who sees both.
-- Locks: takes `order_views` against writing while it is looked through; a person has 100 at most.
--   Of several with one name the first keeps it, and the others get the end of their id behind it.
-- The previous release answers a shared name that is taken with an error of its own.

update order_views v set name = left(v.name, 90) || ' (' || right(v.id::text, 4) || ')'
from (
  select org_id, id, row_number() over (partition by org_id, lower(name) order by created_at, id) as place
  from order_views
  where shared
) n
where n.org_id = v.org_id and n.id = v.id and n.place > 1;

-- It finds what is shared as well.
drop index order_views_shared;
create unique index a_name_is_one_shared_view on order_views (org_id, lower(name)) where shared;
