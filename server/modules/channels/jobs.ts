import { z } from 'zod'
import { job } from '#platform/jobs.ts'
import { findAccount } from '#stores'
import { clientOf } from './connections/connection.ts'
import { syncListings } from './listings/sync-listings.ts'
import { findAdapter } from './registry.ts'

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
}
