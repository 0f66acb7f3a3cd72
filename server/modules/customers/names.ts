import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { beginsWith, escaped } from '#platform/typed-text.ts'
import { idsOfPerson, personOf } from './list-by-mark.ts'
import type { Listed, Position } from './store.ts'

/**
 * Who has all of these words, or words that begin so. One of them is a range of the index, which is
 * read from a position on; the longest one, because it is the rarest as a rule, and the same on
 * every page.
 */
export async function listByWords(
  db: Db,
  orgId: string,
  words: string[],
  { after, limit }: { after?: Position | undefined; limit: number },
): Promise<Listed[]> {
  const [begin, ...others] = words.toSorted((a, b) => b.length - a.length)
  const isFound = (row: RawBuilder<unknown>) => sql`
    ${beginsWith(sql`${row}.words`, sql`${begin}::text`)}
      and ' ' || ${row}.words like all(${others.map(patternOf)}::text[])`
  const goesOn = after
    ? sql`and (s.words, s.customer_id) > (${after.key}::text, ${after.id}::uuid)`
    : sql``
  const { rows } = await sql<Listed>`
    select person.*, s.words as key, s.customer_id as "keyId" from customer_search s
    cross join lateral (
      select coalesce(merged_into, id) as id from customers
      where org_id = s.org_id and id = s.customer_id
      limit 1
    ) c
    ${personOf(sql`s.org_id`, sql`c.id`)}
    where s.org_id = ${orgId} and ${isFound(sql`s`)} ${goesOn}
      -- Where two words of a name begin so, the first of them stands for the row.
      and not exists (
        select 1 from regexp_split_to_table(s.words, ' ') as word
        where starts_with(word, ${begin}) and word < split_part(s.words, ' ', 1) collate "C"
      )
      and not exists (
        select 1 from ${idsOfPerson(sql`s.org_id`)} as one
        cross join lateral (
          select words, customer_id from customer_search
          where org_id = s.org_id and customer_id = one.id
          offset 0
        ) other
        where one.id <> s.customer_id and ${isFound(sql`other`)}
          and (other.words, other.customer_id) < (s.words, s.customer_id)
      )
    order by s.words, s.customer_id limit ${limit}
  `.execute(db)
  return rows
}

const patternOf = (word: string): string => `% ${escaped(word)}%`

export type Person = { orgId: string; id: string }

/**
 * Makes people found by the words of their names, as these are now; the same again changes nothing.
 * The rows are held, so that nobody is written who is erased meanwhile. With `onlyNew`, whoever can
 * be found already is not looked at.
 */
export async function indexNames(
  db: Db,
  people: Person[],
  { onlyNew }: { onlyNew: boolean },
): Promise<void> {
  if (people.length === 0) return
  // Everybody holds them in one order, so nobody waits in a circle.
  const sorted = people.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const isWanted = onlyNew
    ? sql`and (
          select true from customer_search where org_id = w.org_id and customer_id = w.id limit 1
        ) is null`
    : sql``
  await sql`
    with people as materialized (
      select c.* from unnest(${sorted.map(({ orgId }) => orgId)}::uuid[],
        ${sorted.map(({ id }) => id)}::uuid[]) as w (org_id, id)
      cross join lateral (
        select org_id, id, name from customers
        where org_id = w.org_id and id = w.id and erased_at is null ${isWanted}
        limit 1 for share
      ) c
    ),
    wanted as materialized (
      select distinct p.org_id, w.words, p.id
      from people p cross join lateral customer_search_words(p.name) as w (words)
    ),
    gone as (
      delete from customer_search s using people p
      where s.org_id = p.org_id and s.customer_id = p.id and not exists (
        select 1 from wanted w where (w.org_id, w.words, w.id) = (s.org_id, s.words, s.customer_id)
      )
    )
    insert into customer_search (org_id, words, customer_id)
    select org_id, words, id from wanted
    on conflict do nothing
  `.execute(db)
}
