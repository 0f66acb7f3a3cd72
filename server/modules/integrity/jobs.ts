import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { job, type Jobs } from '#platform/jobs.ts'
import type { RunView } from './contract.ts'
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
    run: (ctx) => verifyAndLog(ctx, verification, 'changes'),
  }),

  'integrity.verify_all': job({
    payload: Nothing,
    attemptsMax: 2,
    timeLimitS: TIME_LIMIT_S,
    concurrency: 1,
    cron: '20 3 * * *',
    cronFor: 'each_org',
    run: (ctx) => verifyAndLog(ctx, verification, 'all'),
  }),
})

/** Nobody waits for the result of a job, so it is logged. A command tells its caller. */
async function verifyAndLog(
  ctx: Ctx,
  verification: Verification,
  kind: RunView['kind'],
): Promise<void> {
  const { findings } = await verify(ctx, verification, kind)
  if (findings > 0) ctx.log.error({ orgId: ctx.orgId, findings }, 'the books do not balance')
}
