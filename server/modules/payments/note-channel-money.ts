import { sql } from 'kysely'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { bookMoney } from './book-money.ts'
import { correctCharge, type Intent, lockCharge } from './store.ts'

/** What a platform says about the money of an order, as it is now. */
export type ChannelMoney = {
  orderId: string
  currency: string
  /** What the order costs. */
  amountMinor: number
  /** What the customer has got back of it. */
  refundedMinor: number
  /** What is still to be taken as long as not all of it was. */
  dueMinor: number
  /** All that was ever ordered of it, also what it does not cost any more. */
  soldMinor: number
  state: 'pending' | 'due' | 'taken' | 'cancelled'
}

/**
 * A platform takes money and gives it back itself, and then it tells us. The charge follows as long
 * as it is not booked; what is booked stays, and only the difference to what is true now is added.
 */
export async function noteChannelMoney(ctx: Ctx, tx: Tx, money: ChannelMoney): Promise<void> {
  const { orderId, currency, amountMinor, dueMinor, state } = money
  const charge = await lockCharge(tx, ctx.orgId, orderId)
  if (!charge) return
  if (charge.state !== 'succeeded') {
    const next = state === 'taken' ? 'succeeded' : state
    const askedMinor = state === 'taken' ? amountMinor : dueMinor
    await correctCharge(tx, ctx.orgId, charge, { amountMinor: askedMinor, currency, state: next })
    if (state === 'taken') {
      await bookMoney(ctx, tx, { orderId, currency, fact: 'charge/1', amountMinor })
    }
  }
  const { balance, facts } = await readBalance(tx, ctx.orgId, orderId, currency)
  const correction = { fact: `channel/${facts + 1}`, amountMinor: heldOf(money, charge) - balance }
  await bookMoney(ctx, tx, { orderId, currency, ...correction })
}

/** What the platform has of the customer's money now. */
function heldOf(money: ChannelMoney, { state, amountMinor }: Intent): number {
  switch (money.state) {
    case 'taken': {
      // What was taken stays so until it goes back, also when the order costs less by now.
      const takenMinor = state === 'succeeded' ? Math.min(amountMinor, money.soldMinor) : 0
      return Math.max(takenMinor, money.amountMinor) - money.refundedMinor
    }
    case 'pending':
    case 'due':
      return money.amountMinor - money.refundedMinor - money.dueMinor
    case 'cancelled':
      return 0
  }
}

async function readBalance(tx: Tx, orgId: string, orderId: string, currency: string) {
  const { rows } = await sql<{ balance: number; facts: number }>`
    select coalesce(sum(amount_minor) filter (where currency = ${currency}), 0)::bigint as balance,
      count(*) filter (where fact like 'channel/%')::int as facts
    from money_entries
    where org_id = ${orgId} and order_id = ${orderId} and account = 'provider'
  `.execute(tx)
  return rows[0]!
}
