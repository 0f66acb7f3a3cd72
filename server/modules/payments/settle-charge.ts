import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { bookMoney } from './book-money.ts'
import { paymentEvents } from './events.ts'
import type { ChargeOutcome } from './gateways/gateway.ts'
import { gatewayOf } from './gateways/index.ts'
import { noteOutcome } from './note-outcome.ts'
import { type Intent, lockCharge, saveIntent } from './store.ts'

/** The provider's answer is still missing: the job fails on purpose and asks again later. */
export class ChargeUnknown extends Error {
  override readonly name = 'ChargeUnknown'
}

/**
 * Takes the money of an order: writes down that it will be tried, calls the provider outside of any
 * transaction, and writes down what came back. What may have been sent before is looked up first.
 */
export async function settleCharge(ctx: Ctx, orderId: string): Promise<void> {
  const started = await inTransaction(ctx.db, (tx) => begin(ctx, tx, orderId))
  if (!started) return
  const { intent, maySendAgain } = started
  const outcome = await ask(ctx, intent, maySendAgain)
  await inTransaction(ctx.db, (tx) => finish(ctx, tx, intent, outcome))
  if (outcome.state === 'unknown') throw new ChargeUnknown(outcome.reason)
}

const OPEN = new Set(['pending', 'trying', 'unknown'])

async function begin(
  ctx: Ctx,
  tx: Tx,
  orderId: string,
): Promise<{ intent: Intent; maySendAgain: boolean } | undefined> {
  const intent = await lockCharge(tx, ctx.orgId, orderId)
  // Cash is paid at the door, platforms have been paid, and what is settled stays settled.
  if (!intent || !gatewayOf(intent.gateway) || !OPEN.has(intent.state)) return undefined
  const attempts = intent.attempts + 1
  await saveIntent(tx, ctx.orgId, intent, { state: 'trying', attempts })
  return { intent: { ...intent, attempts }, maySendAgain: intent.state === 'pending' }
}

async function ask(ctx: Ctx, intent: Intent, maySendAgain: boolean): Promise<ChargeOutcome> {
  const gateway = gatewayOf(intent.gateway)!
  const key = `${intent.orderId}/${intent.purpose}/${intent.number}`
  const { amountMinor, currency, token } = intent
  // A key that the provider has never seen was certainly not charged, so it may be sent.
  const known = maySendAgain ? undefined : await gateway.find(ctx, key)
  return known ?? gateway.charge(ctx, { key, amountMinor, currency, token })
}

async function finish(ctx: Ctx, tx: Tx, begun: Intent, outcome: ChargeOutcome): Promise<void> {
  const intent = await lockCharge(tx, ctx.orgId, begun.orderId)
  if (!intent || !OPEN.has(intent.state)) return // Another run of this job was faster.
  // Not to know is no news when somebody has asked again meanwhile.
  if (outcome.state === 'unknown' && intent.attempts !== begun.attempts) return
  await noteOutcome(ctx, tx, intent, outcome)
  if (outcome.state === 'succeeded') {
    const { orderId, currency, amountMinor, number } = intent
    await bookMoney(ctx, tx, { orderId, currency, fact: `charge/${number}`, amountMinor })
  }
  await ctx.emit(tx, eventOf(intent, outcome))
}

function eventOf({ orderId, amountMinor }: Intent, outcome: ChargeOutcome) {
  switch (outcome.state) {
    case 'succeeded':
    case 'authorised':
      return paymentEvents.succeeded(orderId, amountMinor)
    case 'declined':
      return paymentEvents.declined(orderId, outcome.reason)
    case 'unknown':
      return paymentEvents.lost(orderId, outcome.reason)
  }
}
