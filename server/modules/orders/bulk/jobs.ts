import { z } from 'zod'
import { job } from '#platform/jobs.ts'
import { gather } from './gather.ts'
import { runChunk } from './run-chunk.ts'
import { deleteOldRuns } from './store.ts'

const DAY_MS = 86_400_000
const KEPT_DAYS = 90

export const bulkJobs = {
  /** Continues after the last page that was stored. */
  'orders.gather_bulk': job({
    payload: z.object({ bulkId: z.uuid() }),
    attemptsMax: 20,
    timeLimitS: 600,
    concurrency: 2,
    onDemand: true,
    run: (ctx, { bulkId }, signal) => gather(ctx, bulkId, signal),
  }),

  /** Continues with the rows that have no result yet. */
  'orders.run_bulk': job({
    payload: z.object({ bulkId: z.uuid(), round: z.int(), after: z.int() }),
    attemptsMax: 20,
    timeLimitS: 600,
    concurrency: 2,
    onDemand: true,
    run: (ctx, chunk, signal) => runChunk(ctx, chunk, signal),
  }),

  /** Deletes old runs with the results of their rows. The orders stay as they are. */
  'orders.forget_bulk': job({
    payload: z.looseObject({}),
    attemptsMax: 3,
    timeLimitS: 600,
    cron: '51 3 * * *',
    run: ({ db, clock }) => deleteOldRuns(db, new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS)),
  }),
}
