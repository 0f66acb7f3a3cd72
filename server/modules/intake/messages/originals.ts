import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { type Incoming, type Result, timeOfId } from './message.ts'

type Named = { storeId: string; externalId: string }

/** Removes the original of a message that names a person to erase. */
export async function eraseBody(db: Db, orgId: string, id: string): Promise<void> {
  await sql`
    update messages set body_sealed = null
    where org_id = ${orgId} and id = ${id} and received_at = ${timeOfId(id)}
  `.execute(db)
}

export async function eraseBodies(db: Db, orgId: string, orderId: string): Promise<void> {
  await sql`
    update messages set body_sealed = null
    where org_id = ${orgId} and order_id = ${orderId} and body_sealed is not null
  `.execute(db)
}

/**
 * Removes the originals of messages about the order that never landed, such as drafts. Says whether
 * one had to be left because it is still being read.
 */
export async function eraseUnlanded(
  db: Db,
  orgId: string,
  { storeId, externalId }: Named,
): Promise<boolean> {
  const { rows } = await sql<{ verdict: string }>`
    with named as (
      select id, received_at, verdict from messages
      where org_id = ${orgId} and store_id = ${storeId} and external_id = ${externalId}
        and order_id is null and body_sealed is not null),
    erased as (
      update messages m set body_sealed = null from named n
      where m.org_id = ${orgId} and m.id = n.id and m.received_at = n.received_at
        and n.verdict not in ('working', 'waiting'))
    select verdict from named where verdict in ('working', 'waiting')
  `.execute(db)
  return rows.length > 0
}

/** Lists messages about several orders of which this is one. */
export async function listSeveral(
  db: Db,
  orgId: string,
  { storeId, externalId }: Named,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from messages
    where org_id = ${orgId} and store_id = ${storeId} and body_sealed is not null
      and results @> ${JSON.stringify([{ externalId }])}::jsonb
    order by received_at, id
  `.execute(db)
  return rows.map(({ id }) => id)
}

export type Original = Pick<Incoming, 'id' | 'receivedAt' | 'source' | 'headers'> & {
  bodySealed: Uint8Array | null
  results: Result[]
}

/** Locks an original, because several people in it may be erased at the same time. */
export async function lockOriginal(
  tx: Tx,
  orgId: string,
  id: string,
): Promise<Original | undefined> {
  const { rows } = await sql<Original>`
    select id, received_at as "receivedAt", source, headers, body_sealed as "bodySealed", results
    from messages
    where org_id = ${orgId} and id = ${id} and received_at = ${timeOfId(id)}
    for no key update
  `.execute(tx)
  return rows[0]
}

type Rest = { bodySealed: Uint8Array | null; bodyBytes: number; results: Result[] }

/** Saves what is left of an original, and counts in a header how many orders were taken out. */
export async function saveRest(tx: Tx, orgId: string, id: string, rest: Rest): Promise<void> {
  const { bodySealed, bodyBytes, results } = rest
  await sql`
    update messages
    set body_sealed = ${bodySealed}, body_bytes = ${bodyBytes},
      results = ${JSON.stringify(results)}::jsonb,
      headers = headers || jsonb_build_object('x-penstock-erased',
        (coalesce((headers->>'x-penstock-erased')::int, 0) + 1)::text)
    where org_id = ${orgId} and id = ${id} and received_at = ${timeOfId(id)}
  `.execute(tx)
}
