import { z } from 'zod'
import { job, type Jobs } from '#platform/jobs.ts'
import { shop } from '#settings'
import { rebuildIfMoved } from './rebuild.ts'

export const reportJobs = ({ directUrl }: { directUrl: string }): Jobs => ({
  'reports.apply_time_zone': job({
    payload: z.looseObject({ key: z.string() }),
    attemptsMax: 20,
    timeLimitS: 3_600,
    run: async (ctx, { key }) => {
      if (key === shop.timeZone.key) await rebuildIfMoved(ctx, directUrl)
    },
  }),
})
