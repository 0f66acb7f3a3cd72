import type { Tx } from '#platform/database.ts'
import { piecesSent } from '../pieces-sent.ts'
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
    for (const { line, quantity } of piecesSent(data)) {
      sent.set(line, (sent.get(line) ?? 0) + quantity)
    }
  }
  return sent
}
