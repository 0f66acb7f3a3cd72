import { canBeAsked, findAdapter, keyOfPart, type Reading } from '#channels'
import { findOrderId, readSold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inLanes } from '#platform/in-lanes.ts'
import { isStoreGone } from '#stores'
import { ORDERS_AT_ONCE } from '../orders-at-once.ts'
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
import { isDatabaseAway } from './is-database-away.ts'
import { eraseCustomerOf } from './erase-customer.ts'
import { writerForNew, writerForKept, writerForSeveral } from './verdict-writers.ts'
import { readingsOf } from './readings.ts'
import { compareStock } from './compare-stock.ts'
import { whyQuarantined } from './why-quarantined.ts'
import { whyUnsaved } from '../messages/why-unsaved.ts'
import { type ProcessOptions, endWithoutOrder, type Work } from './end-without-order.ts'

/**
 * Reads a message and does what it says. The verdict is written in the same commit as the change,
 * so a message is either done or not done.
 */
export async function processMessage(
  parts: LandParts,
  ctx: Ctx,
  incoming: Incoming,
  how: ProcessOptions = {},
): Promise<Result[]> {
  const adapter = findAdapter(incoming.account.platform)
  if (!adapter) throw new Error(`There is no adapter for ${incoming.account.platform}.`)
  const readings = await readingsOf(ctx, adapter, incoming)
  const asked = new Set(readings.flatMap((one) => (one.type === 'fetch' ? one.externalId : [])))
  const isAsking = asked.size > 0
  if (how.isQuiet && isAsking && (await isUnderWay(ctx.db, ctx.orgId, incoming))) return [UNDER_WAY]
  const source = isAsking ? 'sent' : incoming.source
  const message = { parts, ctx, adapter, incoming, source, asked, how } as const
  const [only] = readings
  return only && readings.length === 1
    ? [await processSingle(message, only)]
    : processSeveral(message, readings)
}

type MessageRead = Omit<Work, 'writer'>

async function processSingle(message: MessageRead, reading: Reading): Promise<Result> {
  const { parts, ctx, incoming, how } = message
  const { isKept = false, isQuiet = false } = how
  const deliveryKey = deliveryKeyOf(message)
  const writer = isKept
    ? writerForKept(ctx, incoming)
    : writerForNew(ctx, incoming, { deliveryKey, isQuiet })
  const result = await processOne({ ...message, writer }, reading)
  // A quiet message that says nothing new leaves no row.
  const hasRow = !isQuiet || (result.status !== 'duplicate' && result.status !== 'ignored')
  if (hasRow) parts.arrivals.note(incoming.account)
  return result
}

async function processSeveral(message: MessageRead, readings: Reading[]): Promise<Result[]> {
  const { parts, ctx, incoming, how } = message
  const writer = writerForSeveral(ctx, incoming, deliveryKeyOf(message))
  if (!how.isKept) await writer.begin()
  const results = await processAll({ ...message, writer }, readings)
  await writer.end(results)
  parts.arrivals.note(incoming.account)
  return results
}

const deliveryKeyOf = ({ adapter, incoming }: MessageRead): string | undefined =>
  adapter.deliveryKey?.(messageOf(incoming))

/** The result of an order that a list shows again while it is still being fetched. */
const UNDER_WAY: Result = { status: 'queued', externalId: null, orderId: null }

/**
 * Processes the readings of a message side by side, so that their orders form few batches of the
 * engine. One that fails does not harm the others. Readings about the same order go one after the
 * other, because of two versions of the same moment the later one counts. If this throws, the
 * message stays unfinished and is read again; what has landed by then is found as a duplicate.
 */
async function processAll(work: Work, readings: Reading[]): Promise<Result[]> {
  const numbered = readings.map((reading, index) => ({ reading, index }))
  const orders = Map.groupBy(numbered, ({ reading, index }) => idOf(reading) ?? index).values()
  const results: Result[] = []
  await inLanes(orders, ORDERS_AT_ONCE, async (order) => {
    for (const { reading, index } of order) results[index] = await processOrExplain(work, reading)
  })
  return results
}

/**
 * Gives a reading that could not be saved the result `parked`, unless the database is the cause.
 */
async function processOrExplain(work: Work, reading: Reading): Promise<Result> {
  try {
    return await processOne(work, reading)
  } catch (error) {
    if (isDatabaseAway(error) || isStoreGone(error)) throw error
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
      return endWithoutOrder(work, 'parked', reading.why, reading.externalId)
    case 'ignored':
      return endWithoutOrder(work, 'ignored', reading.why)
    case 'stock':
      return compareStock(work, reading)
    case 'disconnected':
      await disconnectStore(work.ctx, work.incoming.account.id, reading.why)
      return endWithoutOrder(work, 'updated', reading.why)
    case 'erase_customer':
      return eraseCustomerOf(work, reading)
    case 'asks_person':
      return endWithoutOrder(work, 'parked', reading.what)
  }
}

async function takeOrder(work: Work, { order }: { order: Order }): Promise<Result> {
  const { parts, ctx, adapter, incoming, writer, source } = work
  const { externalId, decision } = order
  if (decision === 'ignore')
    return endWithoutOrder(work, 'ignored', 'It is no order yet.', externalId)
  if (decision === 'quarantine')
    return endWithoutOrder(work, 'parked', whyQuarantined(order), externalId)
  const { account, receivedAt: heardAt } = incoming
  const isWithoutLines = order.lines.length === 0 && work.asked.has(externalId)
  const landed = await landOrder(parts, ctx, {
    ...{ account, order, source, heardAt, adapterVersion: adapter.version, isWithoutLines },
    ...writer.verdictFor(externalId),
  })
  if (landed.status === 'parked') return endWithoutOrder(work, 'parked', landed.why, externalId)
  if (landed.status === 'created') await writer.created({ externalId, orderId: landed.orderId })
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

/**
 * Asks the platform for the order. If the message is itself the answer to such a question, it is
 * parked, because asking again would never end.
 */
async function fetchLater(
  work: Work,
  { externalId, why }: { externalId: string; why: string },
): Promise<Result> {
  const { writer, incoming } = work
  if (isAnswer(incoming))
    return endWithoutOrder(work, 'parked', `${STILL_IN_PART} ${why}`, externalId)
  await writer.writeAndFetch({ verdict: 'fetching', reason: why, externalId })
  return { status: 'queued', externalId, orderId: null, reason: why }
}

const STILL_IN_PART = 'The platform was asked for the order, and its answer is not whole:'

type Part = Extract<Reading, { type: 'part' }>

/**
 * Adds a part, such as a refund, to its order. If the order has not landed, the part waits for it,
 * and the order is fetched where the platform can be asked.
 */
async function takePart(work: Work, { externalId, at, part }: Part): Promise<Result> {
  const { parts, ctx, incoming, writer } = work
  const { account } = incoming
  const orderId = await findOrderId(ctx.db, ctx.orgId, account.id, externalId)
  if (orderId && part.type === 'cancelled' && (await hasLeft(ctx, orderId))) {
    return endWithoutOrder(work, 'parked', AFTER_ITS_GOODS, externalId)
  }
  if (orderId) {
    const kept = { key: keyOfPart(part), at: at ?? incoming.receivedAt.toISOString(), part }
    const { settle } = writer.verdictFor(externalId)
    const applied = await landPart(parts, ctx, { account, orderId, part: kept, settle })
    return { status: applied ? 'updated' : 'duplicate', externalId, orderId }
  }
  const reason = 'Its order has not arrived yet.'
  const judgement = { verdict: 'waiting', reason, externalId } as const
  await (canBeAsked(ctx, account) ? writer.writeAndFetch(judgement) : writer.write(judgement))
  return { status: 'queued', externalId, orderId: null, reason, isPart: true }
}

const AFTER_ITS_GOODS =
  'It was cancelled there after its goods had left here, so a person must decide: call them back, ' +
  'or settle it with the platform, and then discard this.'

async function hasLeft(ctx: Ctx, orderId: string): Promise<boolean> {
  const lines = (await readSold(ctx, orderId))?.order.lines ?? []
  return lines.some(({ shippedQuantity }) => shippedQuantity > 0)
}
