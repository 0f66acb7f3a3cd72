import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { ChannelDocument, DocumentSource } from '../engine/command.ts'
import { tables } from '../tables.ts'

/** What is kept of the version of a platform that was applied last. */
export type StoredDocument = {
  orderId: string
  storeId: string
  externalId: string
  number: string
  /** The canonical order; `null` once its customer was erased. */
  canonical: unknown
  digest: Uint8Array
  externalUpdatedAt: Date | null
  adapterVersion: number
  source: DocumentSource
  parts: unknown[]
  flags: string[]
  cancelRequested: boolean
  acceptBy: Date | null
  touchesStock: boolean
  receivedAt: Date
  /** When the message came that says this version; not known of older ones. */
  heardAt: Date | null
}

const COLUMNS = [
  'order_id as orderId',
  'store_id as storeId',
  'external_id as externalId',
  'number',
  'canonical',
  'digest',
  'external_updated_at as externalUpdatedAt',
  'adapter_version as adapterVersion',
  'source',
  'parts',
  'flags',
  'cancel_requested as cancelRequested',
  'accept_by as acceptBy',
  'touches_stock as touchesStock',
  'received_at as receivedAt',
  'heard_at as heardAt',
] as const

/** Nothing for orders that we took ourselves. */
export function findDocument(
  db: Db,
  orgId: string,
  orderId: string,
): Promise<StoredDocument | undefined> {
  return tables(db)
    .selectFrom('channel_orders')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .executeTakeFirst()
}

export type Unanswered = { orderId: string; acceptBy: Date }

const UNANSWERED_MAX = 1_000

/** Orders that their platforms drop unless they hear an answer; those that it still waits for. */
export function listUnanswered(db: Db, orgId: string, now: Date): Promise<Unanswered[]> {
  return tables(db)
    .selectFrom('channel_orders')
    .select(['order_id as orderId', 'accept_by as acceptBy'])
    .where('org_id', '=', orgId)
    .where('accept_by', '>', now)
    .orderBy('accept_by')
    .limit(UNANSWERED_MAX)
    .$narrowType<{ acceptBy: Date }>()
    .execute()
}

/** Its number there, and what was unclear; nothing for orders that we took ourselves. */
export async function findSaid(
  db: Db,
  orgId: string,
  orderId: string,
): Promise<{ flags: string[]; storeNumber: string | null }> {
  const row = await tables(db)
    .selectFrom('channel_orders')
    .select(['flags', 'number as storeNumber'])
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .executeTakeFirst()
  return row ?? { flags: [], storeNumber: null }
}

/** The customers of these orders, as far as they have landed. */
export async function listBuyers(
  db: Db,
  orgId: string,
  { storeId, externalIds }: { storeId: string; externalIds: string[] },
): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select distinct o.customer_id as "customerId"
    from unnest(${externalIds}::text[]) as w (external_id)
    join orders o on o.org_id = ${orgId} and o.store_id = ${storeId}
      and o.external_id = w.external_id
    where o.customer_id is not null
  `.execute(db)
  return rows.map(({ customerId }) => customerId)
}

/** The order that a platform means, if it has arrived. */
export async function findOrderId(
  db: Db,
  orgId: string,
  storeId: string,
  externalId: string,
): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('orders')
    .select('id')
    .where('org_id', '=', orgId)
    .where('store_id', '=', storeId)
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  return row?.id
}

/** What a platform calls a thing. */
type Named = { productId: string | null; variantId: string | null; sku: string | null }

/** An order that waits for SKUs, and its lines that have none. */
export type Unmapped = { orderId: string; lines: Named[] }

/** Orders of a store with lines whose SKU nobody knows yet. */
export async function listUnmapped(
  db: Db,
  orgId: string,
  { storeId, after, limit }: { storeId: string; after: string | undefined; limit: number },
): Promise<Unmapped[]> {
  const { rows } = await sql<Unmapped>`
    select o.id as "orderId", coalesce(named.lines, '[]') as lines
    from (
      select id from orders
      where org_id = ${orgId} and store_id = ${storeId} and 'unmapped_sku' = any(holds)
        and ${after === undefined ? sql<boolean>`true` : sql<boolean>`id > ${after}::uuid`}
      order by id limit ${limit}
    ) o
    left join channel_orders c on c.org_id = ${orgId} and c.order_id = o.id
    cross join lateral (
      select json_agg(json_build_object('productId', said."channelProductId",
        'variantId', said."channelVariantId", 'sku', said.sku)) as lines
      from json_to_recordset(c.canonical->'lines') as said
        ("externalLineId" text, "channelProductId" text, "channelVariantId" text, sku text)
      join order_lines l on l.org_id = ${orgId} and l.order_id = o.id
        and l.external_id = said."externalLineId" and l.sku is null
    ) named
    order by o.id
  `.execute(db)
  return rows
}

export type WaitingPieces = Named & { pieces: number }

/**
 * What agreed orders of a store want of things whose SKU nobody knows yet, as it calls them. Not of
 * what lies on no shelf: a gift card is a number, and a bundle is its parts. Not of orders that are
 * still to be paid either: not every platform has taken their pieces off its number.
 */
export async function listWaitingPieces(
  db: Db,
  orgId: string,
  storeId: string,
): Promise<WaitingPieces[]> {
  const { rows } = await sql<WaitingPieces>`
    select said."channelProductId" as "productId", said."channelVariantId" as "variantId", said.sku,
      sum(l.quantity - l.cancelled_quantity - l.shipped_quantity)::int as pieces
    from orders o
    join channel_orders c on c.org_id = o.org_id and c.order_id = o.id
    cross join lateral json_to_recordset(c.canonical->'lines') as said
      ("externalLineId" text, "channelProductId" text, "channelVariantId" text, sku text,
       "giftCard" boolean)
    join order_lines l on l.org_id = o.org_id and l.order_id = o.id
      and l.external_id = said."externalLineId" and l.sku is null
    where o.org_id = ${orgId} and o.store_id = ${storeId} and 'unmapped_sku' = any(o.holds)
      and o.lifecycle = 'confirmed' and c.touches_stock and said."giftCard" is not true
      and said."externalLineId" not in (
        select part->>'parentLineId' from json_array_elements(c.canonical->'lines') part
        where part->>'parentLineId' is not null
      )
    group by 1, 2, 3
  `.execute(db)
  return rows
}

export type NewDocument = ChannelDocument & { externalUpdatedAt: Date | null; parts: unknown[] }

/** Once its customer was erased, a document stays empty, whatever the next version says. */
export async function saveDocument(
  tx: Tx,
  orgId: string,
  orderId: string,
  document: NewDocument,
): Promise<void> {
  await sql`
    update channel_orders
    set canonical = case when canonical is null then null else ${document.canonical}::json end,
      digest = ${document.digest}, number = ${document.number}, flags = ${document.flags},
      adapter_version = ${document.adapterVersion}, source = ${document.source},
      external_updated_at = ${document.externalUpdatedAt}, heard_at = ${document.heardAt},
      parts = case when canonical is null then '[]' else ${JSON.stringify(document.parts)}::json end,
      cancel_requested = ${document.cancelRequested}, accept_by = ${document.acceptBy},
      updated_at = now()
    where org_id = ${orgId} and order_id = ${orderId}
  `.execute(tx)
}

/** The same version was said once more: what came between is older than that. */
export async function noteHeard(
  tx: Tx,
  orgId: string,
  orderId: string,
  heardAt: Date,
): Promise<void> {
  await sql`
    update channel_orders set heard_at = greatest(heard_at, ${heardAt})
    where org_id = ${orgId} and order_id = ${orderId}
  `.execute(tx)
}

export async function eraseDocument(tx: Tx, orgId: string, orderId: string): Promise<void> {
  await sql`
    update channel_orders set canonical = null, parts = '[]'
    where org_id = ${orgId} and order_id = ${orderId}
  `.execute(tx)
}
