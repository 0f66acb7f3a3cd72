import { type RawBuilder, sql } from 'kysely'
import type { Headers } from '#channels'
import type { Db, Tx } from '#platform/database.ts'
import { digestOf, type Incoming, type Result, timeOfId, type Verdict } from './message.ts'
import type { Judgement } from './message-rows.ts'

/** A message without its original. */
export type StoredMessage = {
  id: string
  receivedAt: Date
  storeId: string
  platform: string
  source: 'sent' | 'fetched'
  topic: string | null
  deliveryKey: string | null
  headers: Headers
  bodyBytes: number
  verdict: Verdict
  reason: string | null
  externalId: string | null
  orderId: string | null
  results: Result[] | null
  attempts: number
  processedAt: Date | null
}

const COLUMNS = sql.raw(`id, received_at as "receivedAt", store_id as "storeId", platform, source,
  topic, delivery_key as "deliveryKey", headers, body_bytes as "bodyBytes", verdict, reason,
  external_id as "externalId", order_id as "orderId", results, attempts,
  processed_at as "processedAt"`)

export async function findMessage(
  db: Db,
  orgId: string,
  id: string,
): Promise<(StoredMessage & { bodySealed: Uint8Array | null }) | undefined> {
  const { rows } = await sql<StoredMessage & { bodySealed: Uint8Array | null }>`
    select ${COLUMNS}, body_sealed as "bodySealed" from messages
    where org_id = ${orgId} and id = ${id} and received_at = ${timeOfId(id)}
  `.execute(db)
  return rows[0]
}

export type MessageFilter = {
  storeId?: string | undefined
  orderId?: string | undefined
  verdict?: Verdict | undefined
  since?: Date | undefined
  /** The last message of the page before. */
  before?: string | undefined
  limit: number
}

/** Lists messages, the newest first. */
export async function listMessages(
  db: Db,
  orgId: string,
  { storeId, orderId, verdict, since, before, limit }: MessageFilter,
): Promise<StoredMessage[]> {
  const conditions = [
    sql`org_id = ${orgId}`,
    ...(storeId ? [sql`store_id = ${storeId}`] : []),
    ...(orderId ? [sql`order_id = ${orderId}`] : []),
    ...(verdict ? [sql`verdict = ${verdict}`] : []),
    ...(since ? [sql`received_at >= ${since}`] : []),
    ...(before ? [sql`(received_at, id) < (${timeOfId(before)}, ${before}::uuid)`] : []),
  ]
  const { rows } = await sql<StoredMessage>`
    select ${COLUMNS} from messages where ${sql.join(conditions, sql` and `)}
    order by received_at desc, id desc limit ${limit}
  `.execute(db)
  return rows
}

/**
 * Lists the messages of a store between two moments, the newest first, continued after a message.
 */
export async function listBetween(
  db: Db,
  orgId: string,
  page: { storeId: string; since: Date; until: Date; after: string | undefined; limit: number },
): Promise<{ id: string }[]> {
  const { storeId, since, until, after, limit } = page
  const older = after
    ? sql`(received_at, id) < (${timeOfId(after)}, ${after}::uuid)`
    : sql`received_at < ${until}`
  const { rows } = await sql<{ id: string }>`
    select id from messages
    where org_id = ${orgId} and store_id = ${storeId} and received_at >= ${since} and ${older}
    order by received_at desc, id desc limit ${limit}
  `.execute(db)
  return rows
}

export type Open = Pick<StoredMessage, 'id' | 'storeId' | 'source' | 'externalId' | 'results'>

export type OpenVerdict = 'working' | 'waiting' | 'fetching'

/** Lists messages with a verdict that is not final, the oldest first. */
export async function listOpen(
  db: Db,
  orgId: string,
  page: { verdict: OpenVerdict; before: Date; after: string | undefined; limit: number },
): Promise<Open[]> {
  const { verdict, before, after = FIRST, limit } = page
  const { rows } = await sql<Open>`
    select id, store_id as "storeId", source, external_id as "externalId", results from messages
    where org_id = ${orgId} and verdict = ${verdict} and received_at < ${before}
      and (received_at, id) > (${timeOfId(after)}, ${after}::uuid)
    order by received_at, id limit ${limit}
  `.execute(db)
  return rows
}

const FIRST = '00000000-0000-7000-8000-000000000000'

const DAY_MS = 86_400_000

/** Whether a message with the same bytes came within the last day and waits for a person. */
export const isParked = (db: Db, orgId: string, incoming: Bytes): Promise<boolean> =>
  isThere(db, orgId, incoming, sql`('parked')`)

/** The same, or whether such a message waits for its order to be fetched. */
export const isUnderWay = (db: Db, orgId: string, incoming: Bytes): Promise<boolean> =>
  isThere(db, orgId, incoming, sql`('parked', 'fetching')`)

type Bytes = Pick<Incoming, 'account' | 'receivedAt' | 'body'>

async function isThere(
  db: Db,
  orgId: string,
  { account, receivedAt, body }: Bytes,
  verdicts: RawBuilder<unknown>,
): Promise<boolean> {
  const { rows } = await sql`
    select from messages
    where org_id = ${orgId} and verdict in ${verdicts} and store_id = ${account.id}
      and received_at > ${new Date(receivedAt.getTime() - DAY_MS)} and digest = ${digestOf(body)}
    limit 1
  `.execute(db)
  return rows.length > 0
}

/** Whether the order was fetched after a message arrived. */
export async function isFetchedSince(
  db: Db,
  orgId: string,
  { orderId, messageId }: { orderId: string; messageId: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from messages
    where org_id = ${orgId} and order_id = ${orderId} and source = 'fetched'
      and received_at > ${timeOfId(messageId)}
    limit 1
  `.execute(db)
  return rows.length > 0
}

/**
 * Locks a message that waits for orders to be fetched, because several answers may come at the same
 * time. It may be parked already, if one of several orders was.
 */
export async function lockAsking(
  tx: Tx,
  orgId: string,
  id: string,
): Promise<Pick<StoredMessage, 'verdict' | 'results'> | undefined> {
  const { rows } = await sql<Pick<StoredMessage, 'verdict' | 'results'>>`
    select verdict, results from messages
    where org_id = ${orgId} and id = ${id} and received_at = ${timeOfId(id)}
      and verdict in ('fetching', 'parked')
    for no key update
  `.execute(tx)
  return rows[0]
}

export type Ending = Judgement & { results?: Result[] }

/** Writes what became of a message. One that somebody has discarded keeps that verdict. */
export async function judgeMessage(
  db: Db,
  orgId: string,
  id: string,
  { verdict, reason = null, externalId = null, orderId = null, results }: Ending,
  onlyFrom?: Verdict,
): Promise<void> {
  await sql`
    update messages
    set verdict = ${verdict}, reason = ${reason}, attempts = attempts + 1,
      external_id = coalesce(${externalId}, external_id),
      order_id = coalesce(${orderId}::uuid, order_id),
      results = coalesce(${results ? JSON.stringify(results) : null}::jsonb, results),
      processed_at = case when ${verdict} in ('working', 'fetching', 'waiting') then null
        else now() end
    where org_id = ${orgId} and id = ${id} and received_at = ${timeOfId(id)}
      and ${onlyFrom ? sql<boolean>`verdict = ${onlyFrom}` : sql<boolean>`verdict <> 'discarded'`}
  `.execute(db)
}
