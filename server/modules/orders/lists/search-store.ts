import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { escaped } from '#platform/typed-text.ts'
import { matching, type Sql } from './conditions.ts'
import { isEverything, type Narrowed } from './filter.ts'
import { newestWithCodes, withCodeBeginning } from './search-codes.ts'
import type { Probe } from './search.ts'
import type { Slice } from './store.ts'

/** How many orders were found, and which they are, or with a `slice` those of the page. */
export type Hits = { total: number; ids: string[] }

/** `undefined`: one of the probes finds more than a few. */
export async function findHits(
  db: Db,
  orgId: string,
  probes: Probe[],
  { storeIds, few, slice }: { storeIds: string[]; few: (probe: Probe) => number; slice?: Slice },
): Promise<Hits | undefined> {
  const selects = probes.map((probe, at) => {
    const select = selectOf(orgId, probe, storeIds)
    return sql`(select id, placed_at, ${at}::int as probe from (${select}) s limit ${few(probe) + 1})`
  })
  const { rows } = await sql<{ total: number; isMany: boolean; id: string | null }>`
    with found as materialized (${sql.join(selects, sql` union all `)}),
    hits as materialized (select distinct id, placed_at from found)
    select t.total, t."isMany", p.id from (
      select (select count(*)::int from hits) as total, exists (
        select from found group by probe
        having count(*) > (${probes.map(few)}::int[])[probe + 1]
      ) as "isMany"
    ) t
    left join lateral (${idsOf(slice)}) p on true
  `.execute(db)
  return rows[0]?.isMany ? undefined : hitsIn(rows)
}

const hitsIn = (rows: { total: number; id: string | null }[]): Hits => ({
  total: rows[0]?.total ?? 0,
  ids: rows.flatMap(({ id }) => id ?? []),
})

function idsOf(slice: Slice | undefined): Sql {
  if (!slice) return sql`select id from hits`
  const { sort, after, offset, take } = slice
  const way = sql.raw(sort.order)
  const isBehind = sql.raw(sort.order === 'desc' ? '<' : '>')
  const position = after
    ? sql`(placed_at, id) ${isBehind} (${after.at}, ${after.id}::uuid)`
    : sql`true`
  return sql`
    select id from hits where ${position}
    order by placed_at ${way}, id ${way} offset ${offset} limit ${take}`
}

/** A number or an external id is looked up in the order itself, and is found at once. */
function selectOf(orgId: string, probe: Probe, storeIds: string[]): Sql {
  if (probe.in === 'number') {
    return sql`select id, placed_at from orders where org_id = ${orgId} and number = ${probe.text}`
  }
  if (probe.in === 'external_id') {
    return sql`
      select o.id, o.placed_at from unnest(${storeIds}::uuid[]) as d (store_id)
      cross join lateral (
        select id, placed_at from orders where org_id = ${orgId} and store_id = d.store_id
          and external_id = ${probe.text} limit 1
      ) o`
  }
  if (probe.in === 'sku') {
    return sql`select order_id as id, placed_at from order_search_codes
      where org_id = ${orgId} and code = lower(${probe.text})`
  }
  if (probe.in === 'sku_start') return withCodeBeginning(orgId, probe.prefix)
  return sql`select s.order_id as id, s.placed_at from order_search s
    where s.org_id = ${orgId} and ${probed(orgId, probe)}`
}

type Indexed = Exclude<Probe, { in: 'number' | 'external_id' }>

function probed(orgId: string, probe: Indexed): Sql {
  switch (probe.in) {
    case 'sku':
      return sql`s.terms @> order_search_terms(${orgId}, '', ${[probe.text]}::text[])`
    case 'sku_start':
      return sql`exists (
        select 1 from unnest(s.skus) as sku where starts_with(lower(sku), ${probe.prefix})
      )`
    case 'number_end':
      return sql`s.number_reversed like ${`${escaped(probe.reversed)}%`}`
    case 'phone_end':
      return sql`s.phone_reversed like ${`${escaped(probe.reversed)}%`}`
    case 'email_start':
      return sql`s.email like ${`${escaped(probe.prefix)}%`}`
    case 'words':
      return sql`s.terms @> order_search_terms(${orgId}, ${probe.text}, '{}')`
    case 'name_part':
      return sql`s.name like ${probe.pattern}`
  }
}

/** The newest that match, of so many that can be looked through one by one, and of known codes. */
export async function findNewest(
  db: Db,
  orgId: string,
  probes: Probe[],
  { window, max, slice }: Reach & { slice?: Slice },
): Promise<Hits> {
  const codes = probes.flatMap((probe) => (probe.in === 'sku_start' && probe.codes) || [])
  const others = probes.filter((probe) => probe.in !== 'sku_start' || !probe.codes)
  const newest = sql.join(
    [
      ...(codes.length > 0 ? [newestWithCodes(orgId, codes, max)] : []),
      ...(others.length > 0 ? [newestMet(orgId, others, { window, max })] : []),
    ],
    sql` union all `,
  )
  const { rows } = await sql<{ total: number; id: string | null }>`
    with hits as materialized (
      select distinct placed_at, id from (${newest}) s
      order by placed_at desc, id desc limit ${max}
    )
    select t.total, p.id from (select count(*)::int as total from hits) t
    left join lateral (${idsOf(slice)}) p on true
  `.execute(db)
  return hitsIn(rows)
}

const newestMet = (orgId: string, probes: Probe[], { window, max }: Reach): Sql => sql`
  (select s.order_id as id, s.placed_at from (
    select order_id, placed_at, ${fieldsOf(probes)}
    from order_search where org_id = ${orgId}
    order by placed_at desc, order_id desc limit ${window}
  ) s
  where ${anyProbed(orgId, probes)}
  order by s.placed_at desc, s.order_id desc limit ${max})`

type Reach = { window: number; max: number }

/** What these probes are looked up in; a name alone stands in the index by age. */
const fieldsOf = (probes: Probe[]): Sql =>
  probes.every((probe) => probe.in === 'name_part')
    ? sql`name`
    : sql`number_reversed, phone_reversed, email, name, skus, terms`

export async function hasMoreThan(db: Db, orgId: string, window: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from order_search where org_id = ${orgId}
    order by placed_at desc, order_id desc offset ${window} limit 1
  `.execute(db)
  return rows.length > 0
}

/** For what too many orders match: they are met soon, whoever goes through all by age. */
export function keysOfMany(
  orgId: string,
  { probes, narrowed, slice }: { probes: Probe[]; narrowed: Narrowed; slice: Slice },
): Sql {
  const { sort, after, offset, take } = slice
  const way = sql.raw(sort.order)
  const isBehind = sql.raw(sort.order === 'desc' ? '<' : '>')
  const position = after
    ? sql`and (s.placed_at, s.order_id) ${isBehind} (${after.at}, ${after.id}::uuid)`
    : sql``
  // Where all orders are asked for, none has to be looked at before the page is known.
  const looked = isEverything(narrowed)
    ? sql``
    : sql`cross join lateral (
        select 1 from orders o where ${matching(orgId, narrowed)} and o.id = s.order_id limit 1
      ) o`
  return sql`
    select s.order_id as id, s.placed_at as at, 0::bigint as key from order_search s ${looked}
    where s.org_id = ${orgId} and ${anyProbed(orgId, probes)} ${position}
    order by s.placed_at ${way}, s.order_id ${way} offset ${offset} limit ${take}`
}

/** Numbers and external ids find one order each, so they are never among too many. */
function anyProbed(orgId: string, probes: Probe[]): Sql {
  const indexed = probes.filter(
    (probe): probe is Indexed => probe.in !== 'number' && probe.in !== 'external_id',
  )
  return sql`(${sql.join(
    indexed.map((probe) => probed(orgId, probe)),
    sql` or `,
  )})`
}
