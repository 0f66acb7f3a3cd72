import { z } from 'zod'
import { inTransaction } from '#platform/database.ts'
import { job } from '#platform/jobs.ts'
import { readSetting } from '#settings'
import { serveOverlooked } from './backorder/serve-overlooked.ts'
import { applyThreshold } from './levels/store.ts'
import { watchLevels } from './levels/watch-levels.ts'
import { tellLevels } from './locations/tell-levels.ts'
import { endExpired } from './reservations/reserve.ts'
import { lowThreshold } from './settings.ts'

const EachMinute = { attemptsMax: 3, cron: '* * * * *', cronFor: 'each_org' } as const

export const stockJobs = {
  /** What the engine has sold raises its alarm here, so that no order pays for it. */
  'stock.watch_levels': job({
    payload: z.looseObject({}),
    ...EachMinute,
    run: (ctx) => inTransaction(ctx.db, (tx) => watchLevels(ctx, tx)),
  }),

  'stock.end_reservations': job({ payload: z.looseObject({}), ...EachMinute, run: endExpired }),

  /** Nobody who waits is overlooked for longer than an hour while pieces are free elsewhere. */
  'stock.serve_overlooked': job({
    payload: z.looseObject({}),
    attemptsMax: 3,
    timeLimitS: 600,
    cron: '37 * * * *',
    cronFor: 'each_org',
    run: (ctx, _payload, signal) => serveOverlooked(ctx, signal),
  }),

  /** What lies in a place that was opened or closed can be sold, or not any more: all are told. */
  'stock.tell_levels': job({
    payload: z.looseObject({
      ...{ id: z.uuid(), active: z.boolean(), before: z.looseObject({ active: z.boolean() }) },
    }),
    attemptsMax: 20,
    timeLimitS: 600,
    run: async (ctx, { id, active, before }, signal) => {
      if (active !== before.active) await tellLevels(ctx, id, signal)
    },
  }),

  /** The threshold of the org stands on each level, where the database can compare with it. */
  'stock.apply_threshold': job({
    payload: z.looseObject({ key: z.string() }),
    attemptsMax: 20,
    run: async (ctx, { key }) => {
      if (key !== lowThreshold.key) return
      await applyThreshold(ctx.db, ctx.orgId, await readSetting(ctx, lowThreshold))
    },
  }),
}
