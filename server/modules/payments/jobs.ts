import { z } from 'zod'
import { job } from '#platform/jobs.ts'
import { settleCharge } from './settle-charge.ts'
import { undoCharge } from './undo-charge.ts'

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
}
