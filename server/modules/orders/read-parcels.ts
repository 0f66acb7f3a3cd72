import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import type { ParcelList } from './contract.ts'
import { OrderProblem } from './problems.ts'
import { listEvents } from './store.ts'

// Events of other kinds have members of these names as well, and say nothing of pieces that left.
const Lines = z.array(z.object({ line: z.int(), shippedQuantity: z.int() })).catch([])
const Side = z.object({ lines: Lines }).catch({ lines: [] })
const Text = z.string().nullable().catch(null)
const Parcel = z.object({ carrier: Text, trackingNumber: Text, trackingUrl: Text })
const UNTRACKED = { carrier: null, trackingNumber: null, trackingUrl: null }

/** `lines`: as an order is placed, which may have left by then. */
const Told = z.object({
  ...{ lines: Lines, before: Side, after: Side },
  parcel: Parcel.catch(UNTRACKED),
})

/** What left the house, and when, by the history: the order itself keeps only how many pieces. */
export async function readParcels(ctx: Ctx, orderId: string): Promise<ParcelList> {
  const events = await listEvents(ctx.db, ctx.orgId, orderId)
  if (events.length === 0) throw OrderProblem.order_not_found()
  return {
    parcels: events.flatMap(({ at, data }) => {
      const { lines, before, after, parcel } = Told.parse(data)
      const had = new Map(before.lines.map((one) => [one.line, one.shippedQuantity]))
      const sent = [...lines, ...after.lines].flatMap(({ line, shippedQuantity }) => {
        const quantity = shippedQuantity - (had.get(line) ?? 0)
        return quantity > 0 ? [{ line, quantity }] : []
      })
      return sent.length === 0 ? [] : [{ sentAt: at.toISOString(), ...parcel, lines: sent }]
    }),
  }
}
