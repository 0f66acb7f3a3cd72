import type { Parcel, Sold } from '#orders'
import { readSold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { newId } from '#platform/random.ts'
import { findAccount } from '#stores'
import type { Client, PushResult } from '../adapter.ts'
import type { CanonicalOrder } from '../canonical.ts'
import { clientOf } from '../connections/connection.ts'
import { storeSettings } from '../connections/settings.ts'
import { findAdapter } from '../registry.ts'
import { resultOf } from '../result-of.ts'
import { PlatformBusy } from './platform-busy.ts'
import { insertOutgoing, listOutgoing, type Outgoing, saveOutgoing } from './store.ts'
import { type SentLine, unsentLines } from './unsent.ts'

/** Tells the platform of a parcel, unless it was the platform that told us. */
export async function tellShipment(
  ctx: Ctx,
  { orderId, version, parcel }: { orderId: string; version: number; parcel: Parcel },
): Promise<void> {
  const found = await findClient(ctx, orderId)
  const push = found?.client.pushShipment?.bind(found.client)
  if (!found || !push || !found.settings.pushesShipments) return
  const { sold, storeId } = found
  const key = `shipment/${orderId}/${version}`
  const told = await listOutgoing(ctx.db, ctx.orgId, orderId)
  const known = told.find((one) => one.key === key)
  const before = told.filter((one) => one.kind === 'shipment' && one !== known)
  const lines = known
    ? (known.body['lines'] as SentLine[])
    : unsentLines(linesOf(sold), canonicalOf(sold), before.flatMap(linesToldIn))
  if (lines.length === 0) return
  const row =
    known ?? (await keep(ctx, { storeId, orderId, key, kind: 'shipment', body: { lines, parcel } }))
  await tell(ctx, row, () =>
    push(
      {
        ...{ externalId: sold.order.externalId, shipmentId: row.id, at: row.createdAt, lines },
        carrier: parcel.carrier ?? null,
        trackingNumber: parcel.trackingNumber ?? null,
        trackingUrl: parcel.trackingUrl ?? null,
      },
      key,
    ),
  )
}

/** Tells the platform that nothing will be sent, unless it has cancelled the order itself. */
export async function tellCancellation(
  ctx: Ctx,
  { orderId, reason }: { orderId: string; reason: string },
): Promise<void> {
  const found = await findClient(ctx, orderId)
  const cancel = found?.client.cancelOrder?.bind(found.client)
  if (!found || !cancel || canonicalOf(found.sold).lifecycle === 'cancelled') return
  const key = `cancel/${orderId}`
  const told = await listOutgoing(ctx.db, ctx.orgId, orderId)
  const row =
    told.find((one) => one.key === key) ??
    (await keep(ctx, { storeId: found.storeId, orderId, key, kind: 'cancel', body: { reason } }))
  await tell(ctx, row, () => cancel(found.sold.order.externalId, reason, key))
}

type Found = {
  sold: Sold
  storeId: string
  client: Client
  settings: ReturnType<typeof storeSettings>
}

/** Nothing for our own orders, for trial orders, and where the platform cannot be called. */
async function findClient(ctx: Ctx, orderId: string): Promise<Found | undefined> {
  const sold = await readSold(ctx, orderId)
  if (!sold || sold.order.isTest || sold.document.canonical === null) return undefined
  const account = await findAccount(ctx.db, ctx.orgId, sold.order.storeId)
  const adapter = account && findAdapter(account.platform)
  if (!adapter || account.state === 'disconnected') return undefined
  if (account.state === 'paused') throw new PlatformBusy('The store is paused.')
  const client = clientOf(ctx, account, adapter)
  return client && { sold, storeId: account.id, client, settings: storeSettings(account.settings) }
}

const canonicalOf = ({ document }: Sold): CanonicalOrder => document.canonical as CanonicalOrder

const linesOf = ({ order }: Sold) =>
  order.lines.map(({ externalId, shippedQuantity }) => ({ externalId, shippedQuantity }))

const linesToldIn = ({ state, body }: Outgoing): SentLine[] =>
  state === 'refused' ? [] : (body['lines'] as SentLine[])

async function keep(
  ctx: Ctx,
  row: Pick<Outgoing, 'storeId' | 'orderId' | 'key' | 'kind' | 'body'>,
): Promise<Outgoing> {
  const { key, orderId } = row
  await inTransaction(ctx.db, (tx) => insertOutgoing(tx, ctx.orgId, { id: newId(), ...row }))
  const kept = await listOutgoing(ctx.db, ctx.orgId, orderId)
  return kept.find((one) => one.key === key)!
}

/** The row stands before the call, so a crash in between is only a repeat with the same key. */
async function tell(ctx: Ctx, row: Outgoing, call: () => Promise<PushResult>): Promise<void> {
  if (row.state === 'done' || row.state === 'submitted') return
  const result = await call().catch(resultOf)
  const save = (state: Outgoing['state'], problem: string | null, reference: string | null) =>
    saveOutgoing(ctx.db, ctx.orgId, row.id, { state, problem, reference })
  switch (result.type) {
    case 'done':
      return save('done', null, result.reference)
    case 'submitted':
      return saveSubmitted(ctx, row.id, result.reference)
    case 'refused':
      await save('refused', result.why, null)
      throw new Error(`The platform refused: ${result.why}`)
    case 'again':
      await save('waiting', result.why, null)
      throw new PlatformBusy(result.why)
  }
}

const FIRST_CHECK_MS = 30_000

/** Taken is not done: the job that asks again begins in the commit that says so. */
function saveSubmitted(ctx: Ctx, outgoingId: string, reference: string | null): Promise<void> {
  const { orgId, actor, cause } = ctx
  const startAfter = new Date(ctx.clock.now().getTime() + FIRST_CHECK_MS)
  return inTransaction(ctx.db, async (tx) => {
    await saveOutgoing(tx, orgId, outgoingId, { state: 'submitted', problem: null, reference })
    const options = { orgId, actor, cause, startAfter }
    await enqueue(tx, 'channels.check_push', { outgoingId }, options)
  })
}
