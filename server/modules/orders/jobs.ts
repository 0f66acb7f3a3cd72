import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { job } from '#platform/jobs.ts'
import { listExpired } from '#stock'
import { type Order, type Payment, type Step } from './order.ts'
import { takeStep } from './take-step.ts'

const ForOrder = z.object({ orderId: z.uuid() })

const payment = (state: Payment): Step => ({ type: 'payment', state })

export const orderJobs = {
  'orders.apply_payment': job({
    payload: ForOrder,
    attemptsMax: 20,
    run: async (ctx, { orderId }) => {
      const order = await takeStep(ctx, { orderId, step: payment('paid') })
      await confirmIfOpen(ctx, order)
    },
  }),

  /** The customer keeps nothing on hold: the stock goes back to the shelf. */
  'orders.apply_decline': job({
    payload: ForOrder,
    attemptsMax: 20,
    run: async (ctx, { orderId }) => {
      await takeStep(ctx, { orderId, step: payment('declined') })
      await takeStep(ctx, { orderId, step: { type: 'cancel', reason: 'payment declined' } })
    },
  }),

  'orders.note_lost_payment': job({
    payload: ForOrder,
    attemptsMax: 20,
    run: async (ctx, { orderId }) => {
      await takeStep(ctx, { orderId, step: payment('unknown') })
    },
  }),

  /** Unpaid orders give their stock back when their time is over. */
  'orders.end_unpaid': job({
    payload: z.looseObject({}),
    attemptsMax: 3,
    cron: '* * * * *',
    cronFor: 'each_org',
    run: async (ctx) => {
      for (const orderId of await listExpired(ctx.db, ctx.orgId, ctx.clock.now())) {
        await takeStep(ctx, { orderId, step: { type: 'cancel', reason: 'not paid in time' } })
      }
    },
  }),
}

async function confirmIfOpen(ctx: Ctx, order: Order): Promise<void> {
  if (order.lifecycle !== 'placed' || order.holds.length > 0) return
  await takeStep(ctx, { orderId: order.id, step: { type: 'confirm' } })
}
