import { z } from 'zod'
import { job, type Jobs } from '#platform/jobs.ts'
import { type Verification, verify } from './verify.ts'

const Nothing = z.looseObject({})
const TIME_LIMIT_S = 3_600

export const integrityJobs = (verification: Verification): Jobs => ({
  'integrity.verify_changes': job({
    payload: Nothing,
    attemptsMax: 2,
    timeLimitS: TIME_LIMIT_S,
    concurrency: 1,
    cron: '*/5 * * * *',
    cronFor: 'each_org',
    run: async (ctx) => void (await verify(ctx, verification, 'changes')),
  }),

  'integrity.verify_all': job({
    payload: Nothing,
    attemptsMax: 2,
    timeLimitS: TIME_LIMIT_S,
    concurrency: 1,
    cron: '20 3 * * *',
    cronFor: 'each_org',
    run: async (ctx) => void (await verify(ctx, verification, 'all')),
  }),
})
