import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { bookMoney } from './book-money.ts'
import { paymentEvents } from './events.ts'
import type { ChargeOutcome } from './gateways/gateway.ts'
import { gatewayOf } from './gateways/index.ts'
import { noteOutcome } from './note-outcome.ts'
import { type Intent, lockCharge, lockRefunds } from './store.ts'

/** The provider did not say what became of the refund; the job looks it up and goes on later. */
export class RefundUnknown extends Error {
  override readonly name = 'RefundUnknown'
}

/** The provider keeps the money: people must see it, so the job ends among the dead letters. */
export class RefundRefused extends Error {
  override readonly name = 'RefundRefused'
}

/** Gives back what stands in a row that is being tried, and answers with what went wrong. */
export async function giveBack(ctx: Ctx, refund: Intent): Promise<Error | undefined> {
  const outcome = await ask(ctx, refund)
  await inTransaction(ctx.db, (tx) => finish(ctx, tx, refund, outcome))
  if (outcome.state === 'unknown') return new RefundUnknown(outcome.reason)
  return outcome.state === 'declined' ? new RefundRefused(outcome.reason) : undefined
}

/** The same key is one refund at the provider, so asking again is safe once it was looked up. */
async function ask(ctx: Ctx, refund: Intent): Promise<ChargeOutcome> {
  const gateway = gatewayOf(refund.gateway)!
  const key = `${refund.orderId}/${refund.purpose}/${refund.number}`
  const known = refund.attempts > 1 ? await gateway.find(ctx, key) : undefined
  const { amountMinor, currency } = refund
  return known ?? gateway.refund(ctx, { key, amountMinor, currency, token: null })
}

async function finish(ctx: Ctx, tx: Tx, begun: Intent, outcome: ChargeOutcome): Promise<void> {
  const { orderId, number } = begun
  const charge = await lockCharge(tx, ctx.orgId, orderId)
  const refunds = await lockRefunds(tx, ctx.orgId, orderId)
  const refund = refunds.find((one) => one.number === number)
  if (!charge || !refund || refund.state === 'succeeded') return // Another run was faster.
  // Not to know is no news when somebody has asked again meanwhile.
  if (outcome.state === 'unknown' && refund.attempts !== begun.attempts) return
  await noteOutcome(ctx, tx, refund, outcome)
  if (outcome.state !== 'succeeded') return
  const { currency, amountMinor } = refund
  const fact = `refund/${number}`
  await bookMoney(ctx, tx, { orderId, currency, fact, amountMinor: -amountMinor })
  const given = refunds.filter((one) => one === refund || one.state === 'succeeded')
  const sums = {
    amountMinor: given.reduce((sum, one) => sum + one.amountMinor, 0),
    takenMinor: charge.amountMinor,
  }
  await ctx.emit(tx, paymentEvents.refunded(orderId, sums))
}
