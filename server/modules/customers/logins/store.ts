import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { Contact } from '../store.ts'

/** The person behind a login, who may have been merged into another since. */
export async function findByLogin(
  db: Db,
  orgId: string,
  userId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select coalesce(merged_into, id) as id from customers
    where org_id = ${orgId} and user_id = ${userId}
  `.execute(db)
  return rows[0]?.id
}

/** The database decides who was first when the same login buys twice at once. */
export async function insertForLogin(
  tx: Tx,
  orgId: string,
  { id, userId, name, email, phone }: Contact & { id: string; userId: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into customers (org_id, id, user_id, name, email, phone)
    values (${orgId}, ${id}, ${userId}, ${name}, ${email}, ${phone})
    on conflict do nothing
  `.execute(tx)
  return numAffectedRows === 1n
}
