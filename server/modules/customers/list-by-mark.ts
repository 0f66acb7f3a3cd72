import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { beginsWith } from '#platform/typed-text.ts'
import type { MarkOrder } from './search.ts'
import { type Listed, LISTED, type Position } from './store.ts'

/**
 * What has a mark or a word may have been merged into somebody: then it finds the person who is
 * left, joined here as `person`. `limit 1` fixes the direction of the join.
 */
export const personOf = (
  org: RawBuilder<unknown>,
  merged: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  cross join lateral (
    select ${LISTED} from customers
    where org_id = ${org} and id = ${merged} and erased_at is null
    limit 1
  ) person`

/**
 * The ids of all rows of the person: the first found stands for them, so none is listed twice. From
 * here it is looked by the id first, and not once more through all that is found.
 */
export const idsOfPerson = (org: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select person.id union all
  select id from customers where org_id = ${org} and merged_into = person.id
)`

/** What each mark goes by, as its index has it. */
const KEYS = {
  email: (of: RawBuilder<unknown>) => sql<string>`${of}.email`,
  phone: (of: RawBuilder<unknown>) => sql<string>`reverse(${of}.phone)`,
}

/** Reads one index from a position on, and no further than the page needs. */
export async function listByMark(
  db: Db,
  orgId: string,
  order: MarkOrder,
  { after, limit }: { after?: Position | undefined; limit: number },
): Promise<Listed[]> {
  const keyOf = KEYS[order.by]
  const key = keyOf(sql`c`)
  const begin =
    order.by === 'email' ? sql`${order.prefix}::text` : sql`reverse(${order.ending}::text)`
  const goesOn = after ? sql`and (${key}, c.id) > (${after.key}::text, ${after.id}::uuid)` : sql``
  const { rows } = await sql<Listed>`
    select person.*, ${key} as key, c.id as "keyId" from customers c
    ${personOf(sql`c.org_id`, sql`coalesce(c.merged_into, c.id)`)}
    where c.org_id = ${orgId} and ${beginsWith(key, begin)} ${goesOn}
      and not exists (
        select 1 from ${idsOfPerson(sql`c.org_id`)} as one
        cross join lateral (
          select id, email, phone from customers where org_id = c.org_id and id = one.id limit 1
        ) other
        where one.id <> c.id and ${beginsWith(keyOf(sql`other`), begin)}
          and (${keyOf(sql`other`)}, other.id) < (${key}, c.id)
      )
    order by ${key}, c.id limit ${limit}
  `.execute(db)
  return rows
}
