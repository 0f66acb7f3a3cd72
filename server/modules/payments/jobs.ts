import { z } from 'zod'
import { job } from '#platform/jobs.ts'
import { lowerCharge, undoCharge } from './lower-charge.ts'
import { settleCharge } from './settle-charge.ts'

export const paymentJobs = {
  /** Cash and money that a platform has taken need nothing: then it does nothing. */
  'payments.settle_charge': job({
    payload: z.object({ orderId: z.uuid() }),
    attemptsMax: 12,
    retryDelayS: 2,
    run: (ctx, { orderId }) => settleCharge(ctx, orderId),
  }),

  'payments.undo_charge': job({
    payload: z.looseObject({ orderId: z.uuid() }),
    attemptsMax: 25,
    retryDelayS: 2,
    run: (ctx, { orderId }) => undoCharge(ctx, orderId),
  }),

  /** Without a total the order costs what it has cost. */
  'payments.lower_charge': job({
    payload: z.looseObject({
      orderId: z.uuid(),
      after: z.looseObject({ grandTotalMinor: z.int().optional() }),
    }),
    attemptsMax: 25,
    retryDelayS: 2,
    run: async (ctx, { orderId, after: { grandTotalMinor: toMinor } }) => {
      if (toMinor !== undefined) await lowerCharge(ctx, orderId, toMinor)
    },
  }),
}
