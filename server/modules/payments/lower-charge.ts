import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { paymentEvents } from './events.ts'
import { gatewayOf } from './gateways/index.ts'
import { giveBack } from './give-back.ts'
import { overpaidMinor } from './overpaid.ts'
import {
  correctCharge,
  type Intent,
  insertRefund,
  lockCharge,
  lockRefunds,
  saveIntent,
} from './store.ts'

/** The charge is under way: only when it is known what became of it can it be undone. */
export class ChargeUnderWay extends Error {
  override readonly name = 'ChargeUnderWay'
}

/**
 * The order was cancelled: what was not taken is not taken any more, and what was taken is given
 * back, once.
 */
export const undoCharge = (ctx: Ctx, orderId: string): Promise<void> =>
  lower(ctx, orderId, { toMinor: 0, isCancelled: true })

/** The order costs less: no more is asked for, and what was taken beyond it goes back. */
export const lowerCharge = (ctx: Ctx, orderId: string, toMinor: number): Promise<void> =>
  lower(ctx, orderId, { toMinor, isCancelled: false })

type Target = { toMinor: number; isCancelled: boolean }

/** Each refund is a row with its own key before anybody is called; one in trouble stops none. */
async function lower(ctx: Ctx, orderId: string, target: Target): Promise<void> {
  const refunds = await inTransaction(ctx.db, (tx) => begin(ctx, tx, orderId, target))
  const troubles: Error[] = []
  for (const refund of refunds) {
    const trouble = await giveBack(ctx, refund)
    if (trouble) troubles.push(trouble)
  }
  if (troubles[0]) throw troubles[0]
}

async function begin(ctx: Ctx, tx: Tx, orderId: string, target: Target): Promise<Intent[]> {
  const charge = await lockCharge(tx, ctx.orgId, orderId)
  if (!charge) return []
  switch (charge.state) {
    case 'pending':
    case 'due':
      await askForLess(ctx, tx, charge, target)
      return []
    case 'trying':
    case 'unknown':
      throw new ChargeUnderWay('It is not known yet whether the money was taken.')
    case 'succeeded':
    case 'authorised':
      return beginRefunds(ctx, tx, charge, target)
    case 'declined':
    case 'cancelled':
      return []
  }
}

async function askForLess(ctx: Ctx, tx: Tx, charge: Intent, target: Target): Promise<void> {
  const { orderId, amountMinor, attempts, currency, state } = charge
  if (!target.isCancelled) {
    // Of two changes the later one may be heard of first, and a total only ever falls.
    const least = Math.min(amountMinor, target.toMinor)
    return correctCharge(tx, ctx.orgId, charge, { amountMinor: least, currency, state })
  }
  await saveIntent(tx, ctx.orgId, charge, { state: 'cancelled', attempts })
  await ctx.emit(tx, paymentEvents.voided(orderId))
}

/** What is to go back and has no row yet becomes one; those that are open are tried with it. */
async function beginRefunds(ctx: Ctx, tx: Tx, charge: Intent, { toMinor }: Target) {
  // A platform that has taken the money gives it back itself, and tells us.
  if (!gatewayOf(charge.gateway)) return []
  const { orderId } = charge
  const known = await lockRefunds(tx, ctx.orgId, orderId)
  const amountMinor = overpaidMinor(charge, known, toMinor)
  if (amountMinor > 0) {
    await insertRefund(tx, ctx.orgId, charge, { number: known.length + 1, amountMinor })
  }
  const open = (await lockRefunds(tx, ctx.orgId, orderId))
    .filter(({ state }) => state !== 'succeeded')
    .map((refund) => ({ ...refund, attempts: refund.attempts + 1 }))
  for (const refund of open) {
    await saveIntent(tx, ctx.orgId, refund, { state: 'trying', attempts: refund.attempts })
  }
  return open
}
