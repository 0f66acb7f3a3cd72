import { z } from 'zod'
import { storeJob } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { job, type Jobs } from '#platform/jobs.ts'
import { limitPerStore } from './limit-per-store.ts'
import { fetchOrder } from './fetch/fetch-order.ts'
import type { LandParts } from './land/land-order.ts'
import { mapLines } from './land/map-lines.ts'
import { eraseOriginals } from './messages/erase-originals.ts'
import { finishOpen } from './messages/finish-open.ts'
import { forgetMessages } from './messages/forget-messages.ts'
import type { StoreLags } from './metrics.ts'
import { POLL_STORE, pollStore, SYNC_STORE } from './sync/poll-store.ts'
import { POLL_STORES, pollStores } from './sync/poll-stores.ts'

/** Most platforms answer fewer calls at once, and it is only a quarter of the job's places. */
const FETCHES_OF_STORE_MAX = 5
/** One comparison runs, and one waits to begin after it. */
const SYNCS_OF_STORE_MAX = 2

const Nothing = z.looseObject({})

const FetchOrder = z.object({
  storeId: z.uuid(),
  externalId: z.string(),
  messageId: z.uuid().optional(),
})

const CompareStore = z.looseObject({
  storeId: z.uuid(),
  since: z.string().optional(),
  isAsked: z.boolean().optional(),
})

/**
 * Two jobs that compare a store with its platform's list: one is started every minute, the other
 * when somebody asks for it.
 */
function comparisons(parts: LandParts): Jobs {
  const compare = {
    payload: CompareStore,
    attemptsMax: 3,
    timeLimitS: 3_600,
    onDemand: true as const,
    run: (
      ctx: Ctx,
      { storeId, since, isAsked = false }: z.output<typeof CompareStore>,
      signal: AbortSignal,
    ) => {
      const from = since === undefined ? undefined : new Date(since)
      return pollStore(parts, ctx, { storeId, since: from, isAsked, signal })
    },
  }
  const few = limitPerStore(SYNCS_OF_STORE_MAX, compare.run)
  return {
    [POLL_STORE]: storeJob({ ...compare, concurrency: 8 }),
    // What people ask for may go far back and take hours, so it has places of its own.
    [SYNC_STORE]: storeJob({ ...compare, concurrency: 4, run: few }),
  }
}

export const intakeJobs = (parts: LandParts, lags: StoreLags): Jobs => ({
  /** Asks a platform for an order that a message has only named. */
  'intake.fetch_order': storeJob({
    payload: FetchOrder,
    attemptsMax: 12,
    retryDelayS: 2,
    concurrency: 20,
    onDemand: true,
    run: limitPerStore(FETCHES_OF_STORE_MAX, (ctx, payload) => fetchOrder(parts, ctx, payload)),
  }),

  /** Finds orders whose messages were lost, by the platform's own list. */
  [POLL_STORES]: job({
    payload: Nothing,
    attemptsMax: 2,
    concurrency: 1,
    cron: '* * * * *',
    cronFor: 'each_org',
    run: (ctx) => pollStores(ctx, lags),
  }),

  ...comparisons(parts),

  'intake.map_lines': storeJob({
    payload: z.looseObject({ storeId: z.uuid() }),
    attemptsMax: 10,
    timeLimitS: 1_800,
    run: (ctx, { storeId }, signal) => mapLines(parts, ctx, storeId, signal),
  }),

  /** The order says nothing of the person any more, so neither may its originals. */
  'intake.erase_originals': job({
    payload: z.looseObject({ orderId: z.uuid() }),
    attemptsMax: 20,
    run: (ctx, { orderId }) => eraseOriginals(ctx, orderId),
  }),

  'intake.finish_messages': job({
    payload: Nothing,
    attemptsMax: 2,
    concurrency: 1,
    timeLimitS: 600,
    cron: '* * * * *',
    cronFor: 'each_org',
    run: (ctx, _payload, signal) => finishOpen(parts, ctx, signal),
  }),

  'intake.forget_messages': job({
    payload: Nothing,
    attemptsMax: 3,
    timeLimitS: 3_600,
    cron: '29 2 * * *',
    cronFor: 'each_org',
    run: (ctx, _payload, signal) => forgetMessages(ctx, signal),
  }),
})
