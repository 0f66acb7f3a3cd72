import { type CanonicalOrder, ChannelFailure, connectStore, findAdapter } from '#channels'
import type { Reading } from '#channels'
import { findDocument, findOrderId } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { OutboundFailure } from '#platform/outbound.ts'
import { countsBeside, placedAsBefore, storable } from '../land/document.ts'
import type { Incoming } from '../messages/message.ts'
import { getIncoming } from '../messages/read-again.ts'
import { IntakeProblem } from '../problems.ts'
import { readingsOf } from '../receive/readings.ts'
import { type Difference, differencesOf } from './differences.ts'

export type Compared = {
  externalId: string | null
  orderId: string | null
  /** `older`: what is here is newer. `unread`: no order is in it. `parked`: it needs a person. */
  standing: 'new' | 'differs' | 'same' | 'older' | 'unread' | 'parked'
  note: string | null
  differences: Difference[]
}

/** A comparison is for people to look at, and nobody looks at more orders of one message. */
const ORDERS_MAX = 20

/**
 * Compares what the adapter of today reads in a message with what is stored, and changes nothing.
 * For a message that only names its order, the platform is asked for the order.
 */
export async function compareMessage(ctx: Ctx, id: string): Promise<Compared[]> {
  const incoming = await getIncoming(ctx, id)
  const adapter = findAdapter(incoming.account.platform)
  if (!adapter) throw IntakeProblem.no_adapter()
  const compared: Compared[] = []
  const readings = await readingsOf(ctx, adapter, incoming)
  for (const reading of readings.slice(0, ORDERS_MAX)) {
    compared.push(await compareReading(ctx, incoming, reading))
  }
  return compared
}

async function compareReading(ctx: Ctx, incoming: Incoming, reading: Reading): Promise<Compared> {
  switch (reading.type) {
    case 'order':
      return compareOrder(ctx, incoming, storable(reading.order))
    case 'fetch':
      return compareFetched(ctx, incoming, reading.externalId)
    case 'part':
      return unread(reading.externalId, 'It tells of a part of the order, which is applied alone.')
    case 'unclear':
      return parked(reading.externalId, reading.why)
    case 'ignored':
    case 'disconnected':
      return unread(null, reading.why)
    case 'asks_person':
      return parked(null, reading.what)
    case 'stock':
    case 'erase_customer':
      return unread(null, 'No order is in it.')
  }
}

const unread = (externalId: string | null, note: string): Compared => ({
  ...{ externalId, orderId: null, standing: 'unread', note, differences: [] },
})

const parked = (externalId: string | null, note: string): Compared => ({
  ...unread(externalId, note),
  standing: 'parked',
})

async function compareFetched(ctx: Ctx, incoming: Incoming, externalId: string): Promise<Compared> {
  const { adapter, client } = await connectStore(ctx, incoming.account.id)
  try {
    const answer = await client.fetchOrder(externalId)
    if (!answer) return unread(externalId, 'The platform does not know this order.')
    const [reading] = adapter.read(answer)
    const receivedAt = ctx.clock.now()
    const asked = { account: incoming.account, source: 'fetched', receivedAt } as const
    if (reading?.type === 'order') return await compareOrder(ctx, asked, storable(reading.order))
    return unread(externalId, 'What the platform answers is no order.')
  } catch (error) {
    if (error instanceof ChannelFailure || error instanceof OutboundFailure) {
      return unread(externalId, `The platform does not show the order: ${error.message}`)
    }
    throw error
  }
}

export async function compareOrder(
  ctx: Ctx,
  { account, source, receivedAt }: Pick<Incoming, 'account' | 'source' | 'receivedAt'>,
  order: CanonicalOrder,
): Promise<Compared> {
  const { externalId } = order
  const orderId = await findOrderId(ctx.db, ctx.orgId, account.id, externalId)
  const about = { externalId, orderId: orderId ?? null, note: null }
  if (!orderId) return { ...about, standing: 'new', differences: differencesOf({}, read(order)) }
  const stored = await findDocument(ctx.db, ctx.orgId, orderId)
  const version = { at: order.externalUpdatedAt, source, heardAt: receivedAt }
  const isOlder = stored && !countsBeside(version, stored)
  if (!stored?.canonical || isOlder) return { ...about, standing: 'older', differences: [] }
  const again = read(placedAsBefore(order, receivedAt, stored))
  const differences = differencesOf(stored.canonical, again)
  return { ...about, standing: differences.length > 0 ? 'differs' : 'same', differences }
}

/** As it is stored, without the members that are not there. */
const read = (order: CanonicalOrder): unknown => JSON.parse(JSON.stringify(order))
