import { z } from 'zod'
import { inTransaction } from '#platform/database.ts'
import { job } from '#platform/jobs.ts'
import { readSetting } from '#settings'
import { applyThreshold } from './levels/store.ts'
import { watchLevels } from './levels/watch-levels.ts'
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
