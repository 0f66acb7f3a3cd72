import { canBeAsked, findAdapter, keyOfPart, type Reading } from '#channels'
import { findOrderId, readSold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inLanes } from '#platform/in-lanes.ts'
import { isStoreGone } from '#stores'
import { ORDERS_AT_ONCE } from '../limits.ts'
import {
  CHANGED_DUPLICATE,
  type Landed,
  landOrder,
  landPart,
  type LandParts,
} from '../land/land-order.ts'
import {
  idOf,
  type Incoming,
  isAnswer,
  messageOf,
  type Result,
  timeOfId,
} from '../messages/message.ts'
import { disconnectStore } from './disconnect.ts'
import { isUnderWay } from '../messages/store.ts'
import { isAway } from './is-away.ts'
import { erasePerson } from './erase-person.ts'
import { firstKeeper, laterKeeper, manyKeeper } from './keepers.ts'
import { readingsOf } from './readings.ts'
import { takeStock } from './take-stock.ts'
import { whyAPerson } from './why-a-person.ts'
import { whyUnsaved } from '../messages/why-unsaved.ts'
import { type How, leave, type Work } from './work.ts'

/**
 * Reads a message and does what it says. The verdict is written in the commit of the change, so a
 * message is done or not done, and never half.
 */
export async function processMessage(
  parts: LandParts,
  ctx: Ctx,
  incoming: Incoming,
  how: How = {},
): Promise<Result[]> {
  const { isKept = false, isQuiet = false } = how
  const adapter = findAdapter(incoming.account.platform)
  if (!adapter) throw new Error(`There is no adapter for ${incoming.account.platform}.`)
  const readings = await readingsOf(ctx, adapter, incoming)
  const [only] = readings
  const asked = new Set(readings.flatMap((one) => (one.type === 'fetch' ? one.externalId : [])))
  const asks = asked.size > 0
  if (isQuiet && asks && (await isUnderWay(ctx.db, ctx.orgId, incoming))) return [UNDER_WAY]
  const source = asks ? 'sent' : incoming.source
  const deliveryKey = adapter.deliveryKey?.(messageOf(incoming))
  if (!only || readings.length > 1) {
    const keeper = manyKeeper(ctx, incoming, deliveryKey)
    if (!isKept) await keeper.begin()
    const work = { parts, ctx, adapter, incoming, keeper, source, asked, how }
    const results = await allSettled(work, readings)
    await keeper.end(results)
    parts.arrivals.note(incoming.account)
    return results
  }
  const keeper = isKept
    ? laterKeeper(ctx, incoming)
    : firstKeeper(ctx, incoming, { deliveryKey, isQuiet })
  const work = { parts, ctx, adapter, incoming, keeper, source, asked, how }
  const result = await processOne(work, only)
  // A quiet message that says nothing new leaves no row.
  const isKeptNow = !isQuiet || (result.status !== 'duplicate' && result.status !== 'ignored')
  if (isKeptNow) parts.arrivals.note(incoming.account)
  return [result]
}

/** A list shows the order again, while it is being fetched already. */
const UNDER_WAY: Result = { status: 'queued', externalId: null, orderId: null }

/**
 * One bad order never harms the others, and the orders of a message form few batches. Readings
 * about one order go one after the other, since of two versions of one moment the later counts.
 * When this throws, the message stays unfinished and is read again, and what has landed is a
 * duplicate.
 */
async function allSettled(work: Work, readings: Reading[]): Promise<Result[]> {
  const numbered = readings.map((reading, index) => ({ reading, index }))
  const orders = Map.groupBy(numbered, ({ reading, index }) => idOf(reading) ?? index).values()
  const results: Result[] = []
  await inLanes(orders, ORDERS_AT_ONCE, async (order) => {
    for (const { reading, index } of order) results[index] = await settled(work, reading)
  })
  return results
}

async function settled(work: Work, reading: Reading): Promise<Result> {
  try {
    return await processOne(work, reading)
  } catch (error) {
    if (isAway(error) || isStoreGone(error)) throw error
    work.ctx.log.error({ err: error, messageId: work.incoming.id }, 'intake.order_failed')
    return { status: 'parked', externalId: idOf(reading), orderId: null, reason: whyUnsaved(error) }
  }
}

async function processOne(work: Work, reading: Reading): Promise<Result> {
  switch (reading.type) {
    case 'order':
      return takeOrder(work, reading)
    case 'fetch':
      return fetchLater(work, reading)
    case 'part':
      return takePart(work, reading)
    case 'unclear':
      return leave(work, 'parked', reading.why, reading.externalId)
    case 'ignored':
      return leave(work, 'ignored', reading.why)
    case 'stock':
      return takeStock(work, reading)
    case 'disconnected':
      await disconnectStore(work.ctx, work.incoming.account.id, reading.why)
      return leave(work, 'updated', reading.why)
    case 'erase_customer':
      return erasePerson(work, reading)
    case 'asks_person':
      return leave(work, 'parked', reading.what)
  }
}

async function takeOrder(work: Work, { order }: { order: Order }): Promise<Result> {
  const { parts, ctx, adapter, incoming, keeper, source } = work
  const { externalId, decision } = order
  if (decision === 'ignore') return leave(work, 'ignored', 'It is no order yet.', externalId)
  if (decision === 'quarantine') return leave(work, 'parked', whyAPerson(order), externalId)
  const { account, receivedAt: heardAt } = incoming
  const isWithoutLines = order.lines.length === 0 && work.asked.has(externalId)
  const landed = await landOrder(parts, ctx, {
    ...{ account, order, source, heardAt, adapterVersion: adapter.version, isWithoutLines },
    ...keeper.verdictFor(externalId),
  })
  if (landed.status === 'parked') return leave(work, 'parked', landed.why, externalId)
  if (landed.status === 'created') await keeper.created({ externalId, orderId: landed.orderId })
  return resultOf(landed, order)
}

type Order = Extract<Reading, { type: 'order' }>['order']

function resultOf(
  landed: Exclude<Landed, { status: 'parked' }>,
  { externalId, externalUpdatedAt, kind }: Order,
): Result {
  const { status, orderId, reason } = landed
  const known = status === 'duplicate' && { processedAt: timeOfId(orderId).toISOString() }
  // A purchase order never changes, so the same bytes always mean the same.
  const isTimeless = externalUpdatedAt === null && kind !== 'b2b_purchase_order'
  return {
    ...{ status, externalId, orderId, ...known },
    ...(reason && { reason }),
    ...(reason === CHANGED_DUPLICATE && { refusal: 'changed_duplicate' }),
    ...(isTimeless && { isTimeless }),
  }
}

/** An answer that leads to the same question would be asked for without end. */
async function fetchLater(
  work: Work,
  { externalId, why }: { externalId: string; why: string },
): Promise<Result> {
  const { keeper, incoming } = work
  if (isAnswer(incoming)) return leave(work, 'parked', `${STILL_IN_PART} ${why}`, externalId)
  await keeper.keepAndFetch({ verdict: 'fetching', reason: why, externalId })
  return { status: 'queued', externalId, orderId: null, reason: why }
}

const STILL_IN_PART = 'The platform was asked for the order, and its answer is not whole:'

type Part = Extract<Reading, { type: 'part' }>

/** Without its order it waits, and the order is asked for where the platform can be asked. */
async function takePart(work: Work, { externalId, at, part }: Part): Promise<Result> {
  const { parts, ctx, incoming, keeper } = work
  const { account } = incoming
  const orderId = await findOrderId(ctx.db, ctx.orgId, account.id, externalId)
  if (orderId && part.type === 'cancelled' && (await hasLeft(ctx, orderId))) {
    return leave(work, 'parked', AFTER_ITS_GOODS, externalId)
  }
  if (orderId) {
    const kept = { key: keyOfPart(part), at: at ?? incoming.receivedAt.toISOString(), part }
    const { settle } = keeper.verdictFor(externalId)
    const applied = await landPart(parts, ctx, { account, orderId, part: kept, settle })
    return { status: applied ? 'updated' : 'duplicate', externalId, orderId }
  }
  const reason = 'Its order has not arrived yet.'
  const judgement = { verdict: 'waiting', reason, externalId } as const
  await (canBeAsked(ctx, account) ? keeper.keepAndFetch(judgement) : keeper.keep(judgement))
  return { status: 'queued', externalId, orderId: null, reason }
}

const AFTER_ITS_GOODS =
  'It was cancelled there after its goods had left here, so a person must decide: call them back, ' +
  'or settle it with the platform, and then discard this.'

async function hasLeft(ctx: Ctx, orderId: string): Promise<boolean> {
  const lines = (await readSold(ctx, orderId))?.order.lines ?? []
  return lines.some(({ shippedQuantity }) => shippedQuantity > 0)
}
