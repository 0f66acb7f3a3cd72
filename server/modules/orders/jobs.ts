import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { job } from '#platform/jobs.ts'
import { Problem } from '#platform/problem.ts'
import { listExpired, removeExpiry } from '#stock'
import { changeOrder } from './change-order.ts'
import { foldCounters } from './counters.ts'
import { eraseOrdersOf } from './customers/erase-orders.ts'
import { bulkJobs } from './bulk/jobs.ts'
import { fillShortages } from './fill-shortages.ts'
import type { Order, Payment } from './order.ts'
import { takeStep } from './take-step.ts'

const ForOrder = z.object({ orderId: z.uuid() })

/**
 * From where each state of a payment may be reached. Jobs run twice and out of turn, and a later
 * word about the money is not taken back by an earlier one.
 */
const PAYMENT_FROM: Partial<Record<Payment, readonly Payment[]>> = {
  paid: ['pending', 'authorised', 'unknown'],
  unknown: ['pending'],
  declined: ['pending', 'authorised', 'unknown'],
  voided: ['pending', 'due', 'unknown'],
}

const notePayment = (ctx: Ctx, orderId: string, state: Payment): Promise<Order> =>
  takeStep(ctx, {
    ...{ orderId, step: { type: 'payment', state } },
    onlyIf: (order) => PAYMENT_FROM[state]?.includes(order.payment) ?? false,
  })

export const orderJobs = {
  ...bulkJobs,
  'orders.apply_payment': job({
    payload: ForOrder,
    attemptsMax: 20,
    run: async (ctx, { orderId }) => {
      const order = await notePayment(ctx, orderId, 'paid')
      if (order.payment !== 'paid') return
      if (order.lifecycle === 'cancelled') await askForRefund(ctx, orderId)
      else await confirmIfOpen(ctx, order)
    },
  }),

  /** The customer keeps nothing on hold: the stock goes back to the shelf. */
  'orders.apply_decline': job({
    payload: ForOrder,
    attemptsMax: 20,
    run: async (ctx, { orderId }) => {
      const { payment } = await notePayment(ctx, orderId, 'declined')
      if (payment !== 'declined') return
      await takeStep(ctx, { orderId, step: { type: 'cancel', reason: 'payment declined' } })
    },
  }),

  'orders.apply_void': job({
    payload: ForOrder,
    attemptsMax: 20,
    run: async (ctx, { orderId }) => {
      await notePayment(ctx, orderId, 'voided')
    },
  }),

  'orders.apply_refund': job({
    payload: z.object({
      ...{ orderId: z.uuid(), amountMinor: z.int() },
      // Events that were told before migration 0095 do not say it.
      takenMinor: z.int().optional(),
    }),
    attemptsMax: 20,
    run: async (ctx, refund) => {
      await noteRefund(ctx, refund)
    },
  }),

  'orders.note_lost_payment': job({
    payload: ForOrder,
    attemptsMax: 20,
    run: async (ctx, { orderId }) => {
      await notePayment(ctx, orderId, 'unknown')
    },
  }),

  /** What was sold before there was any goes to the oldest order first. */
  'orders.fill_shortages': job({
    payload: z.looseObject({ sku: z.string() }),
    attemptsMax: 20,
    run: (ctx, { sku }) => fillShortages(ctx, sku),
  }),

  /** Somebody is to be forgotten: their orders stay and say nothing of them any more. */
  'orders.erase_customer': job({
    payload: z.looseObject({ customerIds: z.array(z.uuid()).min(1) }),
    attemptsMax: 20,
    timeLimitS: 1_800,
    run: (ctx, { customerIds }, signal) => eraseOrdersOf(ctx, customerIds, signal),
  }),

  /** The rows of processes that have ended would make each count a little slower. */
  'orders.fold_counters': job({
    payload: z.looseObject({}),
    attemptsMax: 3,
    cron: '20 3 * * *',
    cronFor: 'each_org',
    run: (ctx) => foldCounters(ctx.db, ctx.orgId),
  }),

  /** Unpaid orders give their stock back when their time is over. */
  'orders.end_unpaid': job({
    payload: z.looseObject({}),
    attemptsMax: 3,
    cron: '* * * * *',
    cronFor: 'each_org',
    run: async (ctx) => {
      for (const orderId of await listExpired(ctx.db, ctx.orgId, ctx.clock.now())) {
        await endUnpaid(ctx, orderId)
      }
    },
  }),
}

/** One order that cannot be ended must not keep the others from it; its own time is used up. */
async function endUnpaid(ctx: Ctx, orderId: string): Promise<void> {
  try {
    await takeStep(ctx, {
      ...{ orderId, step: { type: 'cancel', reason: 'not paid in time' } },
      onlyIf: (order) => order.payment === 'pending',
    })
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    ctx.log.warn({ err: error, orderId }, 'unpaid order was not ended')
  }
  await removeExpiry(ctx.db, ctx.orgId, orderId)
}

const askForRefund = (ctx: Ctx, orderId: string): Promise<void> =>
  inTransaction(ctx.db, (tx) =>
    ctx.emit(tx, {
      type: 'order.refund_due',
      subject: { type: 'order', id: orderId },
      data: { orderId },
    }),
  )

type Refund = { orderId: string; amountMinor: number; takenMinor?: number | undefined }

/** The sum is what was given back in all, so telling it twice changes nothing. */
const noteRefund = (ctx: Ctx, { orderId, amountMinor, takenMinor }: Refund): Promise<Order> =>
  changeOrder(ctx, {
    ...{ orderId, event: 'order.refunded', data: { amountMinor } },
    change: (order) => {
      if (amountMinor <= order.refundedMinor) return order
      const taken = takenMinor ?? order.grandTotalMinor
      const state = amountMinor < taken ? 'partly_refunded' : 'refunded'
      return { ...order, refundedMinor: amountMinor, payment: state }
    },
  })

async function confirmIfOpen(ctx: Ctx, order: Order): Promise<void> {
  if (order.lifecycle !== 'placed' || order.holds.length > 0) return
  await takeStep(ctx, { orderId: order.id, step: { type: 'confirm' } })
}
