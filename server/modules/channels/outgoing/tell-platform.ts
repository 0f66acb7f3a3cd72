import type { Parcel, Sold } from '#orders'
import { readSold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import type { Client, PushResult } from '../adapter.ts'
import type { CanonicalOrder } from '../canonical.ts'
import { storeSettings } from '../connections/settings.ts'
import { clientOfStore } from './client-of-store.ts'
import { pushCancelledPieces } from './pieces/push-cancelled.ts'
import { pushRow } from './push-row.ts'
import { tellRefund } from './refunds/tell-refund.ts'
import { keepOutgoing, listOutgoing, type Outgoing, saveOutgoing } from './store.ts'
import { both, isBefore, type Leaving, linesLeaving, type SentLine, unsentLines } from './unsent.ts'

export type Shipped = { orderId: string; version: number; parcel: Parcel; lines: Leaving }

/**
 * Tells the platform of a parcel, unless the parcel came from there. Its lines are taken from its
 * event, because the order may know of the next parcel already. If the store is told of no parcels,
 * it waits with its own lines and number.
 */
export async function tellShipment(ctx: Ctx, shipped: Shipped): Promise<void> {
  const { orderId, version, parcel } = shipped
  const found = await findClient(ctx, orderId)
  if (!found?.client.pushShipment) return
  const key = `shipment/${orderId}/${version}`
  const told = await listOutgoing(ctx.db, ctx.orgId, orderId)
  const known = told.find((one) => one.key === key)
  const lines = known ? [] : both(linesLeaving(shipped.lines), unsentOf(found, told))
  if (!known && lines.length === 0) return
  const { storeId } = found
  const row =
    known ?? (await keep(ctx, { storeId, orderId, key, kind: 'shipment', body: { lines, parcel } }))
  if (!found.settings.pushesShipments) return noteUntold(ctx, row)
  // Sending the goods of a purchase order means that it is accepted.
  if (isPurchase(found)) await pushKept(ctx, found, await keepAcceptance(ctx, found))
  await pushKept(ctx, found, row)
}

const UNTOLD =
  'The settings of the store say that it is told of no parcels. When they say otherwise, it is told.'

async function noteUntold(ctx: Ctx, { id, state, reference }: Outgoing): Promise<void> {
  if (state !== 'waiting') return
  await saveOutgoing(ctx.db, ctx.orgId, id, { state, problem: UNTOLD, reference })
}

/** Tells the platform that an order was cancelled, unless the platform has cancelled it itself. */
export async function tellCancellation(
  ctx: Ctx,
  { orderId, reason }: { orderId: string; reason: string },
): Promise<void> {
  const found = await findClient(ctx, orderId)
  if (!found || canonicalOf(found.sold).lifecycle === 'cancelled') return
  const { storeId } = found
  const key = `cancel/${orderId}`
  const body = { reason }
  const told = await listOutgoing(ctx.db, ctx.orgId, orderId)
  if (!cancellerOf(found, told)) return
  const row =
    told.find((one) => one.key === key) ??
    (await keep(ctx, { storeId, orderId, key, kind: 'cancel', body }))
  await pushKept(ctx, found, row)
}

/**
 * Pushes what is still to be told of a row, since the platform may know of some of its pieces
 * already.
 */
export async function pushKept(ctx: Ctx, found: Found, row: Outgoing): Promise<void> {
  const { client, sold } = found
  const { externalId } = sold.order
  if (row.kind === 'accept') {
    return pushRow(ctx, row, () => client.acknowledgeOrder!(externalId, true, row.key))
  }
  if (row.kind === 'refund') return tellRefund(ctx, found, row)
  if (row.kind === 'cancel_lines') return pushCancelledPieces(ctx, found, row)
  const told = await listOutgoing(ctx.db, ctx.orgId, row.orderId)
  if (row.kind === 'cancel') {
    const isThere = canonicalOf(sold).lifecycle === 'cancelled'
    const { reason } = row.body as { reason: string }
    const cancel = cancellerOf(found, told)
    return pushRow(ctx, row, async () =>
      isThere || !cancel ? NOTHING_LEFT : cancel(externalId, reason, row.key),
    )
  }
  const { lines: wanted, parcel } = row.body as { lines: SentLine[]; parcel: Parcel }
  const others = told.filter((other) => isBefore(other, row))
  const lines = both(wanted, unsentOf(found, others))
  const { carrier = null, trackingNumber = null, trackingUrl = null } = parcel
  const order = canonicalOf(sold)
  const shipment = { externalId, shipmentId: row.id, at: row.createdAt, lines, order }
  await pushRow(ctx, row, async () =>
    lines.length === 0
      ? NOTHING_LEFT
      : client.pushShipment!({ ...shipment, carrier, trackingNumber, trackingUrl }, row.key),
  )
}

/** Writes the row of an acceptance, once for an order. */
export const keepAcceptance = (ctx: Ctx, { sold, storeId }: Found): Promise<Outgoing> =>
  keep(ctx, {
    ...{ storeId, orderId: sold.order.id, key: `accept/${sold.order.id}` },
    ...{ kind: 'accept', body: {} },
  })

/** How to cancel: an order that waits for an answer is denied, and an accepted one is cancelled. */
function cancellerOf({ client, sold }: Found, told: Outgoing[]): Client['cancelOrder'] {
  const { acknowledgeOrder, cancelOrder } = client
  const hasAgreed = told.some(({ kind, state }) => kind === 'accept' && state === 'done')
  const isAwaited = canonicalOf(sold).acceptBy !== null || isPurchase({ sold })
  if (!acknowledgeOrder || !isAwaited || hasAgreed) return cancelOrder
  return (externalId, _reason, key) => acknowledgeOrder(externalId, false, key)
}

const isPurchase = ({ sold }: Pick<Found, 'sold'>): boolean =>
  canonicalOf(sold).kind === 'b2b_purchase_order'

const NOTHING_LEFT: PushResult = { type: 'done', reference: null }

export type Found = {
  sold: Sold
  storeId: string
  client: Client
  settings: ReturnType<typeof storeSettings>
}

/**
 * Finds the client for an order; undefined for our own orders, for trial orders, and where the
 * platform cannot be called.
 */
export async function findClient(ctx: Ctx, orderId: string): Promise<Found | undefined> {
  const sold = await readSold(ctx, orderId)
  if (!sold || sold.order.isTest || sold.document.canonical === null) return undefined
  const found = await clientOfStore(ctx, sold.order.storeId)
  if (!found) return undefined
  const { client, account } = found
  return { sold, storeId: account.id, client, settings: storeSettings(account.settings) }
}

const canonicalOf = ({ document }: Sold): CanonicalOrder => document.canonical as CanonicalOrder

const linesOf = ({ order }: Sold) =>
  order.lines.map(({ externalId, shippedQuantity }) => ({ externalId, shippedQuantity }))

const unsentOf = ({ sold }: Found, told: Outgoing[]): SentLine[] =>
  unsentLines(
    linesOf(sold),
    canonicalOf(sold),
    told.filter(({ kind }) => kind === 'shipment').flatMap(linesToldIn),
  )

const linesToldIn = ({ state, body }: Outgoing): SentLine[] =>
  state === 'refused' ? [] : (body['lines'] as SentLine[])

const keep = (
  ctx: Ctx,
  row: Pick<Outgoing, 'storeId' | 'orderId' | 'key' | 'kind' | 'body'>,
): Promise<Outgoing> =>
  inTransaction(ctx.db, (tx) => keepOutgoing(tx, ctx.orgId, { id: newId(), ...row }))
