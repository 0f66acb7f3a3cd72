import { z } from 'zod'
import { job, type Jobs } from '#platform/jobs.ts'
import { purgeBatch } from './store.ts'

const BATCHES_MAX = 1_000

export const accessJobs: Jobs = {
  /** What the last batch leaves over is removed in the next night. */
  'access.purge_expired': job({
    payload: z.object({}),
    attemptsMax: 3,
    timeLimitS: 600,
    cron: '17 3 * * *',
    run: async ({ db, clock }, _payload, signal) => {
      for (let batch = 0; batch < BATCHES_MAX && !signal.aborted; batch++) {
        if ((await purgeBatch(db, clock.now())) === 0) return
      }
    },
  }),
}
