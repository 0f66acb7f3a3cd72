import { z } from 'zod'

export const CheckResult = z
  .object({
    name: z.string(),
    rule: z.string().describe('What must always be true'),
    tookMs: z.int(),
    findings: z.array(z.object({ subject: z.string(), detail: z.string() })),
  })
  .meta({ id: 'CheckResult' })
export type CheckResult = z.infer<typeof CheckResult>

export const RunView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['all', 'changes']),
    since: z.iso.datetime().nullable(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    findings: z.int(),
    checks: z.array(CheckResult),
  })
  .meta({ id: 'IntegrityRun' })
export type RunView = z.infer<typeof RunView>

export const IntegrityView = z
  .object({
    state: z.enum(['balanced', 'broken', 'unknown']),
    checkedAt: z.iso.datetime().nullable(),
    latest: RunView.nullable(),
    latestOfAll: RunView.nullable(),
  })
  .meta({ id: 'Integrity' })

export const RunsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const RunList = z.object({ runs: z.array(RunView) })
export const RunAccepted = z
  .object({ accepted: z.literal(true) })
  .describe('The look is taken in the background, and then stands among the runs.')
export const StartRunBody = z.strictObject({ kind: z.enum(['all', 'changes']).default('all') })
