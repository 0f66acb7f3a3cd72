import type { Tx } from '#platform/database.ts'
import type { Line } from '../order.ts'
import { listEvents } from '../store.ts'
import type { SentHere } from './merge-sale.ts'

/**
 * How many pieces of each line left because somebody here said so, and not a platform. Only the
 * history tells the two apart.
 */
export async function readSentHere(tx: Tx, orgId: string, orderId: string): Promise<SentHere> {
  const sent = new Map<number, number>()
  for (const { type, data } of await listEvents(tx, orgId, orderId)) {
    if (type !== 'order.shipped' || data['by'] === 'channel') continue
    const was = new Map(linesIn(data['before']).map((one) => [one.line, one.shippedQuantity]))
    for (const { line, shippedQuantity } of linesIn(data['after'])) {
      const more = shippedQuantity - (was.get(line) ?? 0)
      sent.set(line, (sent.get(line) ?? 0) + more)
    }
  }
  return sent
}

/** The lines of one side of an event. */
const linesIn = (side: unknown): readonly Line[] =>
  (side as { lines?: Line[] } | undefined)?.lines ?? []
