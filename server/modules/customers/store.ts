import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { labelsIn } from '#platform/labels-in.ts'
import type { WholeOrder } from './search.ts'
import { tables } from './tables.ts'

const COLUMNS = [
  ...(['id', 'name', 'email', 'phone', 'version'] as const),
  ...(['merged_into as mergedInto', 'user_id as userId', 'erased_at as erasedAt'] as const),
  ...(['created_at as createdAt', 'updated_at as updatedAt'] as const),
] as const

export function findCustomer(db: Db, orgId: string, id: string) {
  return tables(db)
    .selectFrom('customers')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export type StoredCustomer = NonNullable<Awaited<ReturnType<typeof findCustomer>>>

/**
 * Until this transaction ends nobody else merges, takes a merge back or erases: whoever waits for
 * rows must find the people behind them as they were, or changes rows that it has not locked.
 */
export async function holdMerges(tx: Tx, orgId: string): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`customer merges ${orgId}`}, 0))
  `.execute(tx)
}

/** These people with all who were merged into them, in one order, so nobody waits in a circle. */
export async function lockPeople(tx: Tx, orgId: string, ids: string[]): Promise<StoredCustomer[]> {
  const merged = sql<string[]>`array(
    select id from customers where org_id = ${orgId} and merged_into = any(${ids}::uuid[]))`
  return tables(tx)
    .selectFrom('customers')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where(sql<boolean>`id = any(${ids}::uuid[] || ${merged})`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

/** The person and everybody who was merged into them: whose orders are the orders of the person. */
export async function listIdsOf(db: Db, orgId: string, id: string): Promise<string[]> {
  const merged = await tables(db)
    .selectFrom('customers')
    .select('id')
    .where('org_id', '=', orgId)
    .where('merged_into', '=', id)
    .orderBy('id')
    .execute()
  return [id, ...merged.map((row) => row.id)]
}

export const customerNames = labelsIn('customers')

/** The people behind these rows and this address; whoever was merged is the person who is left. */
export async function listPeople(
  db: Db,
  orgId: string,
  { ids, email }: { ids: string[]; email: string | null },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select coalesce(merged_into, id) as id from customers
    where org_id = ${orgId} and id = any(${ids}::uuid[])
    union
    select coalesce(merged_into, id) from customers
    where org_id = ${orgId} and email = ${email} and user_id is null
  `.execute(db)
  return rows.map(({ id }) => id)
}

export type Position = { key: string; id: string }
/** `keyId` is whose key it is, which may be somebody who was merged into them. */
export type Listed = StoredCustomer & { key: string; keyId: string }

/** Of whoever is listed. */
export const LISTED = sql`id, name, email, phone, version, merged_into as "mergedInto",
  user_id as "userId", erased_at as "erasedAt", created_at as "createdAt",
  updated_at as "updatedAt"`

/** As its index has it. */
const NAME = sql<string>`lower(left(name, 64)) collate "C"`

/** Reads one index from a position on, and no further than the page needs. */
export async function listCustomers(
  db: Db,
  orgId: string,
  { by }: WholeOrder,
  { after, limit }: { after?: Position | undefined; limit: number },
): Promise<Listed[]> {
  const isAge = by === 'age'
  const goesOn = after ? goingOn(isAge, after) : sql``
  const { rows } = await sql<Listed>`
    select ${LISTED}, id as "keyId",
      ${isAge ? sql`(extract(epoch from created_at) * 1000)::bigint::text` : NAME} as key
    from customers
    where org_id = ${orgId} and merged_into is null and erased_at is null ${goesOn}
    order by ${isAge ? sql`created_at desc, id desc` : sql`${NAME}, id`} limit ${limit}
  `.execute(db)
  return rows
}

function goingOn(isAge: boolean, { key: from, id }: Position): RawBuilder<unknown> {
  if (!isAge) return sql`and (${NAME}, id) > (${from}::text, ${id}::uuid)`
  return sql`and (created_at, id) < (${new Date(Number(from))}::timestamptz, ${id}::uuid)`
}

export type Contact = { name: string; email: string | null; phone: string | null }

export async function saveContact(
  tx: Tx,
  orgId: string,
  id: string,
  { name, email, phone }: Contact,
): Promise<void> {
  await tables(tx)
    .updateTable('customers')
    .set({ name, email, phone, version: sql`version + 1`, updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** Whose mark this is by now; those with a login have none. */
export async function findByMark(
  db: Db,
  orgId: string,
  mark: { email: string } | { phone: string },
): Promise<string | undefined> {
  const isTheirs =
    'email' in mark ? sql`email = ${mark.email}` : sql`phone = ${mark.phone} and email is null`
  const { rows } = await sql<{ id: string }>`
    select coalesce(merged_into, id) as id from customers
    where org_id = ${orgId} and ${isTheirs} and user_id is null
  `.execute(db)
  return rows[0]?.id
}

/** The row stays, because orders point to it and amounts must not change; the person is gone. */
export async function erasePeople(
  tx: Tx,
  orgId: string,
  ids: string[],
  { name, at }: { name: string; at: Date },
): Promise<void> {
  await tables(tx)
    .updateTable('customers')
    .set({
      ...{ name, email: null, phone: null, user_id: null, erased_at: at },
      ...{ version: sql`version + 1`, updated_at: sql`now()` },
    })
    .where('org_id', '=', orgId)
    .where('id', 'in', ids)
    .execute()
  await sql`
    delete from customer_search where org_id = ${orgId} and customer_id = any(${ids}::uuid[])
  `.execute(tx)
}
