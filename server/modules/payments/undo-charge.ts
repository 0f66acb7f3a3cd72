import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { bookMoney } from './book-money.ts'
import { paymentEvents } from './events.ts'
import type { ChargeOutcome } from './gateways/gateway.ts'
import { gatewayOf } from './gateways/index.ts'
import { noteOutcome } from './note-outcome.ts'
import { type Intent, insertRefund, lockCharge, lockRefund, saveIntent } from './store.ts'

/** The charge is under way: only when it is known what became of it can it be undone. */
export class ChargeUnderWay extends Error {
  override readonly name = 'ChargeUnderWay'
}

/** The provider did not say what became of the refund; the job looks it up and goes on later. */
export class RefundUnknown extends Error {
  override readonly name = 'RefundUnknown'
}

/** The provider keeps the money: people must see it, so the job ends among the dead letters. */
export class RefundRefused extends Error {
  override readonly name = 'RefundRefused'
}

/**
 * The order was cancelled: what was not taken is not taken any more, and what was taken is given
 * back, once. The refund is a row with its own key before anybody is called.
 */
export async function undoCharge(ctx: Ctx, orderId: string): Promise<void> {
  const refund = await inTransaction(ctx.db, (tx) => begin(ctx, tx, orderId))
  if (!refund) return
  const outcome = await ask(ctx, refund)
  await inTransaction(ctx.db, (tx) => finish(ctx, tx, refund, outcome))
  if (outcome.state === 'unknown') throw new RefundUnknown(outcome.reason)
  if (outcome.state === 'declined') throw new RefundRefused(outcome.reason)
}

async function begin(ctx: Ctx, tx: Tx, orderId: string): Promise<Intent | undefined> {
  const charge = await lockCharge(tx, ctx.orgId, orderId)
  if (!charge) return undefined
  switch (charge.state) {
    case 'pending':
    case 'due':
      await saveIntent(tx, ctx.orgId, charge, { state: 'cancelled', attempts: charge.attempts })
      await ctx.emit(tx, paymentEvents.voided(orderId))
      return undefined
    case 'trying':
    case 'unknown':
      throw new ChargeUnderWay('It is not known yet whether the money was taken.')
    case 'succeeded':
    case 'authorised':
      return beginRefund(ctx, tx, charge)
    case 'declined':
    case 'cancelled':
      return undefined
  }
}

async function beginRefund(ctx: Ctx, tx: Tx, charge: Intent): Promise<Intent | undefined> {
  // A platform that has taken the money gives it back itself, and tells us.
  if (!gatewayOf(charge.gateway)) return undefined
  await insertRefund(tx, ctx.orgId, charge)
  const refund = await lockRefund(tx, ctx.orgId, charge.orderId)
  if (!refund || refund.state === 'succeeded') return undefined
  const attempts = refund.attempts + 1
  await saveIntent(tx, ctx.orgId, refund, { state: 'trying', attempts })
  return { ...refund, attempts }
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
  const { orderId } = begun
  const refund = await lockRefund(tx, ctx.orgId, orderId)
  if (!refund || refund.state === 'succeeded') return // Another run of this job was faster.
  // Not to know is no news when somebody has asked again meanwhile.
  if (outcome.state === 'unknown' && refund.attempts !== begun.attempts) return
  await noteOutcome(ctx, tx, refund, outcome)
  if (outcome.state !== 'succeeded') return
  const { currency, amountMinor, number } = refund
  const fact = `refund/${number}`
  await bookMoney(ctx, tx, { orderId, currency, fact, amountMinor: -amountMinor })
  await ctx.emit(tx, paymentEvents.refunded(orderId, amountMinor))
}
