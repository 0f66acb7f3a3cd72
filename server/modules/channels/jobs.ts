import { z } from 'zod'
import { job } from '#platform/jobs.ts'
import { findAccount } from '#stores'
import { clientOf } from './connections/connection.ts'
import { syncListings } from './listings/sync-listings.ts'
import { findAdapter } from './registry.ts'
import { forgetTimes } from './stock/store.ts'

const KEPT_MS = 30 * 86_400_000
const ForStore = z.looseObject({ storeId: z.uuid() })

export const channelJobs = {
  /** What can be mapped by itself is mapped before the first order comes. */
  'channels.sync_listings': job({
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

  /** Measurements are for looking at the last days. */
  'channels.forget_push_times': job({
    payload: z.looseObject({}),
    attemptsMax: 3,
    cron: '17 3 * * *',
    cronFor: 'each_org',
    run: (ctx) => forgetTimes(ctx.db, ctx.orgId, new Date(ctx.clock.now().getTime() - KEPT_MS)),
  }),
}
