import type { Ctx } from '#platform/context.ts'
import { gatewayOf } from './gateways/index.ts'
import { overpaidMinor } from './overpaid.ts'
import { listIntents } from './store.ts'

/**
 * How much more goes back once an order costs less, by the same rule as `lowerCharge`. `undefined`
 * as long as nobody knows whether the money was taken.
 */
export async function foreseeRefund(
  ctx: Ctx,
  orderId: string,
  { fromMinor, toMinor }: { fromMinor: number; toMinor: number },
): Promise<number | undefined> {
  const intents = await listIntents(ctx.db, ctx.orgId, orderId)
  const charge = intents.find(({ purpose }) => purpose === 'charge')
  if (!charge) return 0
  switch (charge.state) {
    case 'trying':
    case 'unknown':
      return undefined
    case 'pending':
    case 'due':
    case 'declined':
    case 'cancelled':
      return 0
    case 'succeeded':
    case 'authorised': {
      if (!gatewayOf(charge.gateway)) return 0
      const refunds = intents.filter(({ purpose }) => purpose === 'refund')
      // What an earlier change gives back is none of this one, also before its refund has begun.
      const already = overpaidMinor(charge, refunds, fromMinor)
      return overpaidMinor(charge, refunds, toMinor) - already
    }
  }
}
