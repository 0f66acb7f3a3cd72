import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'

export type Merge = {
  id: string
  fromId: string
  intoId: string
  at: Date
  byId: string | null
  byName: string
}

export async function insertMerge(tx: Tx, orgId: string, merge: Merge): Promise<void> {
  const { id, fromId, intoId, at, byId, byName } = merge
  await tables(tx)
    .insertInto('customer_merges')
    .values({
      ...{ org_id: orgId, id, from_id: fromId, into_id: intoId, at },
      ...{ by_id: byId, by_name: byName },
    })
    .execute()
}

export function findMerge(db: Db, orgId: string, id: string) {
  return tables(db)
    .selectFrom('customer_merges')
    .select(['id', 'from_id as fromId', 'into_id as intoId', 'undone_at as undoneAt'])
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function endMerge(tx: Tx, orgId: string, id: string, at: Date): Promise<void> {
  await tables(tx)
    .updateTable('customer_merges')
    .set({ undone_at: at })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** Everybody who was merged into somebody, also by way of others, as long as it holds. */
export async function listMergedInto(db: Db, orgId: string, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive merged (id) as (
      select from_id from customer_merges
      where org_id = ${orgId} and into_id = ${id} and undone_at is null
      union
      select m.from_id from customer_merges m join merged on m.into_id = merged.id
      where m.org_id = ${orgId} and m.undone_at is null
    )
    select id from merged
  `.execute(db)
  return rows.map((row) => row.id)
}

/** `null`: they stand for themselves again. */
export async function pointTo(
  tx: Tx,
  orgId: string,
  ids: string[],
  intoId: string | null,
): Promise<void> {
  if (ids.length === 0) return
  await tables(tx)
    .updateTable('customers')
    .set({ merged_into: intoId, version: sql`version + 1`, updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', 'in', ids)
    .execute()
}

/** The person who is left looks different, so an editor who saw them before must look again. */
export async function touch(tx: Tx, orgId: string, id: string): Promise<void> {
  await tables(tx)
    .updateTable('customers')
    .set({ version: sql`version + 1`, updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

export type MergeOfPerson = Merge & { name: string; email: string | null; phone: string | null }

/** The merges that make up a person, oldest first, with who the others were. */
export async function listMerges(
  db: Db,
  orgId: string,
  personId: string,
): Promise<MergeOfPerson[]> {
  const { rows } = await sql<MergeOfPerson>`
    select m.id, m.from_id as "fromId", m.into_id as "intoId", m.at, m.by_id as "byId",
      m.by_name as "byName", c.name, c.email, c.phone
    from customers c
    join customer_merges m on m.org_id = c.org_id and m.from_id = c.id and m.undone_at is null
    where c.org_id = ${orgId} and c.merged_into = ${personId}
    order by m.at, m.id
  `.execute(db)
  return rows
}
