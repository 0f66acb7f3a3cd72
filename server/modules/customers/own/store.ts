import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'

export type SavedAddress = {
  id: string
  label: string
  isStandard: boolean
  address: Record<string, unknown>
}

/** Of a person and of everybody who was merged into them; the one to offer comes first. */
export async function listSavedAddresses(
  db: Db,
  orgId: string,
  customerIds: string[],
): Promise<SavedAddress[]> {
  const { rows } = await sql<SavedAddress>`
    select id, label, is_standard as "isStandard", address from customer_addresses
    where org_id = ${orgId} and customer_id = any(${customerIds}::uuid[])
    order by is_standard desc, created_at, id
  `.execute(db)
  return rows
}

export async function insertAddress(
  tx: Tx,
  orgId: string,
  customerId: string,
  { id, label, isStandard, address }: SavedAddress,
): Promise<void> {
  await tables(tx)
    .insertInto('customer_addresses')
    .values({
      ...{ org_id: orgId, id, customer_id: customerId, label, is_standard: isStandard },
      address: JSON.stringify(address),
    })
    .execute()
}

export async function saveAddress(
  tx: Tx,
  orgId: string,
  { id, label, isStandard, address }: SavedAddress,
): Promise<void> {
  await tables(tx)
    .updateTable('customer_addresses')
    .set({ label, is_standard: isStandard, address: JSON.stringify(address) })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** Makes room for another one that is offered first. */
export async function clearStandard(tx: Tx, orgId: string, customerIds: string[]): Promise<void> {
  await tables(tx)
    .updateTable('customer_addresses')
    .set({ is_standard: false })
    .where('org_id', '=', orgId)
    .where('customer_id', 'in', customerIds)
    .where('is_standard', '=', true)
    .execute()
}

export async function deleteAddress(tx: Tx, orgId: string, id: string): Promise<void> {
  await tables(tx)
    .deleteFrom('customer_addresses')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** What people have kept with us goes with them. */
export async function forgetPeople(tx: Tx, orgId: string, customerIds: string[]): Promise<void> {
  for (const table of ['customer_addresses', 'customer_erasure_requests'] as const) {
    await tables(tx)
      .deleteFrom(table)
      .where('org_id', '=', orgId)
      .where('customer_id', 'in', customerIds)
      .execute()
  }
}

/** Since when a person, by any of their rows, has been asking to be erased. */
export async function findRequest(
  db: Db,
  orgId: string,
  customerIds: string[],
): Promise<Date | undefined> {
  const found = await tables(db)
    .selectFrom('customer_erasure_requests')
    .select('at')
    .where('org_id', '=', orgId)
    .where('customer_id', 'in', customerIds)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst()
  return found?.at
}

/** Says whether it is the first time that they ask. */
export async function insertRequest(
  tx: Tx,
  orgId: string,
  customerId: string,
  at: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into customer_erasure_requests (org_id, customer_id, at)
    values (${orgId}, ${customerId}, ${at}) on conflict do nothing
  `.execute(tx)
  return numAffectedRows === 1n
}

/** Says whether there was one. */
export async function deleteRequest(
  tx: Tx,
  orgId: string,
  customerIds: string[],
): Promise<boolean> {
  const { numDeletedRows } = await tables(tx)
    .deleteFrom('customer_erasure_requests')
    .where('org_id', '=', orgId)
    .where('customer_id', 'in', customerIds)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** `keyId` is the row that has asked, `customerId` the person whom it was merged into. */
export type Request = {
  customerId: string
  keyId: string
  name: string
  email: string | null
  at: Date
}

/** Who waits to be erased, the longest first. */
export async function listRequests(
  db: Db,
  orgId: string,
  { after, limit }: { after?: { at: Date; keyId: string } | undefined; limit: number },
): Promise<Request[]> {
  const goesOn = after
    ? sql`and (r.at, r.customer_id) > (${after.at}::timestamptz, ${after.keyId}::uuid)`
    : sql``
  const { rows } = await sql<Request>`
    select coalesce(c.merged_into, c.id) as "customerId", r.customer_id as "keyId",
      c.name, c.email, r.at
    from customer_erasure_requests r
    join customers c on c.org_id = r.org_id and c.id = r.customer_id
    where r.org_id = ${orgId} ${goesOn}
    order by r.at, r.customer_id limit ${limit}
  `.execute(db)
  return rows
}
