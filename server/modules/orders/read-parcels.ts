import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import type { ParcelList } from './contract.ts'
import { piecesSent } from './pieces-sent.ts'
import { OrderProblem } from './problems.ts'
import { listEvents } from './store.ts'

const Text = z.string().nullable().catch(null)
const Parcel = z
  .object({ carrier: Text, trackingNumber: Text, trackingUrl: Text })
  .catch({ carrier: null, trackingNumber: null, trackingUrl: null })

/** What left the house, and when, by the history: the order itself keeps only how many pieces. */
export async function readParcels(ctx: Ctx, orderId: string): Promise<ParcelList> {
  const events = await listEvents(ctx.db, ctx.orgId, orderId)
  if (events.length === 0) throw OrderProblem.order_not_found()
  return {
    parcels: events.flatMap(({ at, data }) => {
      const lines = piecesSent(data)
      if (lines.length === 0) return []
      return [{ sentAt: at.toISOString(), ...Parcel.parse(data['parcel']), lines }]
    }),
  }
}
