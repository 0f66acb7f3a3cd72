import type { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { job, type Job } from '#platform/jobs.ts'
import { findStore } from '#stores'

/** A job about one store, which does nothing where the store was removed meanwhile. */
export const storeJob = <Payload extends z.ZodType<{ storeId: string }>>({
  run,
  ...definition
}: Job<Payload>): Job =>
  job({
    ...definition,
    run: async (ctx: Ctx, payload: z.output<Payload>, signal: AbortSignal) => {
      try {
        await run(ctx, payload, signal)
      } catch (error) {
        if (await findStore(ctx.db, ctx.orgId, payload.storeId)) throw error
        ctx.log.info({ storeId: payload.storeId }, 'channels.store_gone')
      }
    },
  })
