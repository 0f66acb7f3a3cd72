import { z } from 'zod'
import { job } from '#platform/jobs.ts'
import { findAccount } from '#stores'
import { clientOf } from './connections/connection.ts'
import { keepWebhooks } from './connections/keep-webhooks.ts'
import { syncListings } from './listings/sync-listings.ts'
import { acceptOrders } from './outgoing/accept-orders.ts'
import { tellCancelledPieces } from './outgoing/pieces/tell-cancelled.ts'
import { checkPush } from './outgoing/check-push.ts'
import { patiently } from './outgoing/platform-busy.ts'
import { pushAgain } from './outgoing/push-again.ts'
import { pushWaiting } from './outgoing/push-waiting.ts'
import { eraseReasons } from './outgoing/store.ts'
import { tellCancellation, tellShipment } from './outgoing/tell-platform.ts'
import { findAdapter } from './registry.ts'
import { storeJob } from './store-job.ts'
import { forgetTimes } from './stock/store.ts'

const KEPT_MS = 30 * 86_400_000
const EventLine = z.looseObject({
  line: z.int(),
  externalId: z.string().nullable().default(null),
})
/** An event that changed no line has no lines: then nothing has left, and nothing was cancelled. */
const ShippedLines = z.array(EventLine.extend({ shippedQuantity: z.int().default(0) })).default([])
const CancelledLines = z
  .array(EventLine.extend({ cancelledQuantity: z.int().default(0) }))
  .default([])
const ForStore = z.looseObject({ storeId: z.uuid() })

export const channelJobs = {
  /** Lists what a store sells, so that listings are mapped before the first order comes. */
  'channels.sync_listings': storeJob({
    payload: ForStore,
    attemptsMax: 8,
    timeLimitS: 600,
    run: async (ctx, { storeId }) => {
      const account = await findAccount(ctx.db, ctx.orgId, storeId)
      const adapter = account && findAdapter(account.platform)
      if (!adapter || account.state !== 'active') return
      if (clientOf(ctx, account, adapter)?.listListings) await syncListings(ctx, storeId)
    },
  }),

  /** Tries for long, because a platform may be away for hours and its buyer waits for the news. */
  'channels.push_shipment': job({
    payload: z.looseObject({
      orderId: z.uuid(),
      before: z.looseObject({ lines: ShippedLines }).default({ lines: [] }),
      after: z.looseObject({ version: z.int(), lines: ShippedLines }),
      parcel: z
        .object({
          carrier: z.string().optional(),
          trackingNumber: z.string().optional(),
          trackingUrl: z.string().optional(),
        })
        .default({}),
    }),
    attemptsMax: 20,
    run: patiently((ctx, { orderId, before, after, parcel }) => {
      const lines = { before: before.lines, after: after.lines }
      return tellShipment(ctx, { orderId, version: after.version, parcel, lines })
    }),
  }),

  'channels.push_cancel': job({
    payload: z.looseObject({ orderId: z.uuid(), reason: z.string().default('cancelled') }),
    attemptsMax: 20,
    run: patiently(tellCancellation),
  }),

  'channels.push_cancelled_lines': job({
    payload: z.looseObject({
      orderId: z.uuid(),
      reason: z.string().default('cancelled'),
      before: z.looseObject({ lines: CancelledLines }).default({ lines: [] }),
      after: z.looseObject({ version: z.int(), lines: CancelledLines }),
    }),
    attemptsMax: 20,
    timeLimitS: 200,
    run: patiently((ctx, { orderId, reason, before, after }) => {
      const lines = { before: before.lines, after: after.lines }
      return tellCancelledPieces(ctx, { orderId, version: after.version, reason, lines })
    }),
  }),

  /** Tries for hours. One attempt may take as long as a slow shop needs for three answers. */
  'channels.push_refund': job({
    payload: z.looseObject({ outgoingId: z.uuid() }),
    attemptsMax: 20,
    timeLimitS: 200,
    run: patiently((ctx, { outgoingId }) => pushAgain(ctx, outgoingId)),
  }),

  /** Removes reasons that people typed, of orders whose customer was erased. */
  'channels.erase_reasons': job({
    payload: z.looseObject({ orderId: z.uuid() }),
    attemptsMax: 20,
    run: (ctx, { orderId }) => eraseReasons(ctx.db, ctx.orgId, orderId),
  }),

  /** Repairs webhooks. Between two runs, polling finds what no webhook has told. */
  'channels.keep_webhooks': job({
    payload: z.looseObject({}),
    attemptsMax: 3,
    cron: '23 * * * *',
    cronFor: 'each_org',
    run: keepWebhooks,
  }),

  /** Runs every minute, because platforms wait only some minutes for an answer. */
  'channels.accept_orders': job({
    payload: z.looseObject({}),
    attemptsMax: 1,
    cron: '* * * * *',
    cronFor: 'each_org',
    run: acceptOrders,
  }),

  /**
   * Pushes what has waited while a store was paused or was told of no parcels. Each change of a
   * store starts it.
   */
  'channels.push_waiting': storeJob({
    payload: ForStore.extend({ afterId: z.uuid().optional(), version: z.int().optional() }),
    attemptsMax: 10,
    run: pushWaiting,
  }),

  /** Pushes again what the platform had refused, because a person has asked for it. */
  'channels.push_again': job({
    payload: z.looseObject({ outgoingId: z.uuid() }),
    attemptsMax: 20,
    timeLimitS: 200,
    onDemand: true,
    run: patiently((ctx, { outgoingId }) => pushAgain(ctx, outgoingId)),
  }),

  /**
   * Asks what became of a push. Feeds take up to hours; after half a day it is a case for people.
   */
  'channels.check_push': job({
    payload: z.looseObject({ outgoingId: z.uuid() }),
    attemptsMax: 20,
    retryDelayS: 30,
    onDemand: true,
    run: patiently(checkPush),
  }),

  /** Deletes old measurements, which are only looked at for the last days. */
  'channels.forget_push_times': job({
    payload: z.looseObject({}),
    attemptsMax: 3,
    cron: '17 3 * * *',
    cronFor: 'each_org',
    run: (ctx) => forgetTimes(ctx.db, ctx.orgId, new Date(ctx.clock.now().getTime() - KEPT_MS)),
  }),
}
