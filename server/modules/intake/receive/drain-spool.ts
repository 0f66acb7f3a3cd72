import { findAdapter, type Reading } from '#channels'
import { type Incoming, messageOf, timeOfId } from '../messages/message.ts'
import type { Spooled } from '../spool/spool.ts'
import { processOrPark, type ReceiveParts } from './receive.ts'

type Parts = Pick<ReceiveParts, 'runtime' | 'land' | 'stores'>

/**
 * Processes spooled messages as if they had come just now, and returns those that the database did
 * not take. Messages of different orders are processed side by side, and those of one order one
 * after the other: where a platform says no time of change, only their order tells which version is
 * the last.
 */
export const drainWith =
  (parts: Parts) =>
  async (messages: Spooled[]): Promise<Spooled[]> => {
    const known = messages.map((message) => ({ message, incoming: incomingOf(parts, message) }))
    const lanes = Map.groupBy(known, ({ message, incoming }) => laneOf(message, incoming))
    const left = await Promise.all([...lanes.values()].map((lane) => drainLane(parts, lane)))
    const open = new Set(left.flat())
    return messages.filter((message) => open.has(message))
  }

type Known = { message: Spooled; incoming: Incoming | undefined }

/** Stops at the first message that is not taken, because the next ones must not overtake it. */
async function drainLane(parts: Parts, lane: Known[]): Promise<Spooled[]> {
  for (const [index, { incoming }] of lane.entries()) {
    // A message of a store that was removed is dropped.
    const outcome = incoming
      ? await processOrPark(parts, incoming, {})
      : !parts.stores.areLoaded && 'away'
    if (outcome === 'away') return lane.slice(index).map(({ message }) => message)
  }
  return []
}

function incomingOf({ stores }: Parts, message: Spooled): Incoming | undefined {
  const { id, storeId, headers, body } = message
  const account = stores.get(storeId)
  return account && { id, receivedAt: timeOfId(id), account, source: 'sent', headers, body }
}

function laneOf({ id, storeId }: Spooled, incoming: Incoming | undefined): string {
  const adapter = incoming && findAdapter(incoming.account.platform)
  const [reading, ...others] = adapter?.read(messageOf(incoming!)) ?? []
  const orderId = reading && others.length === 0 ? orderOf(reading) : null
  return `${storeId}/${orderId ?? id}`
}

function orderOf(reading: Reading): string | null {
  if (reading.type === 'order') return reading.order.externalId
  return reading.type === 'fetch' || reading.type === 'part' ? reading.externalId : null
}
