import { z } from 'zod'
import type { Runtime } from '../context.ts'
import { scoped } from '../events.ts'
import type { Job } from '../jobs.ts'
import { PLAINLY } from '../plainly.ts'
import { withSpan } from '../tracing.ts'
import { timeLimitOf } from './queue.ts'
import type { Envelope } from './envelope.ts'
import type { Meters } from './meters.ts'
import { Postponed } from './postponed.ts'

/** A job that this process has taken, until its outcome is recorded. */
export type Claim = {
  id: string
  retryCount: number
  envelope: Envelope
  takenAt: number
  abort: AbortController
}

export type Outcome =
  | { state: 'done' }
  | { state: 'postponed'; afterS: number; error: unknown }
  /** A failure; a `final` one is not tried again. */
  | { state: 'failed'; final: boolean; error: unknown }

type Parts = { runtime: Runtime; meters: Meters }

/** Runs one job, measures it, and logs one line about it. Never throws. */
export async function perform(
  { runtime, meters }: Parts,
  [name, job]: [string, Job],
  claim: Claim,
): Promise<Outcome> {
  const started = performance.now()
  const { orgId, cause } = claim.envelope
  const attempt = claim.retryCount + 1
  let traceparent = cause.traceparent
  let outcome: Outcome = { state: 'done' }
  try {
    const attributes = { 'penstock.job': name, 'penstock.attempt': attempt }
    const work = async (span: { traceparent: string }) => {
      traceparent = span.traceparent
      await run({ runtime, name, job, claim, traceparent })
    }
    await withSpan(`job ${name}`, attributes, cause.traceparent, work, 'consumer')
  } catch (error) {
    outcome = outcomeOf(error, attempt >= job.attemptsMax)
  }
  const ms = performance.now() - started
  const said = outcome.state === 'failed' && outcome.final ? 'dead' : outcome.state
  meters.duration.observe({ job: name, outcome: said }, ms / 1000)
  const trace = traceparent?.split('-')[1]
  const line = { job: name, jobId: claim.id, orgId, attempt, outcome: said, ms: tenths(ms), trace }
  if (outcome.state === 'done') runtime.log.info(line, 'job')
  else if (outcome.state === 'postponed') runtime.log.info({ ...line, err: outcome.error }, 'job')
  else runtime.log.warn({ ...line, err: outcome.error }, 'job')
  return outcome
}

function outcomeOf(error: unknown, isLast: boolean): Outcome {
  if (error instanceof Postponed) return { state: 'postponed', afterS: error.afterS, error }
  return { state: 'failed', final: isLast || error instanceof BadPayload, error }
}

/** The payload is not valid, and will not be at the next attempt either. */
class BadPayload extends Error {
  override readonly name = 'BadPayload'
}

type Run = { runtime: Runtime; name: string; job: Job; claim: Claim; traceparent: string }

/**
 * Runs the job within its time limit. A job cannot be ended from outside: after the limit its
 * signal is aborted, and it is not waited for.
 */
async function run({ runtime, name, job, claim, traceparent }: Run): Promise<void> {
  const { orgId, cause, payload } = claim.envelope
  const parsed = job.payload.safeParse(payload, PLAINLY)
  if (!parsed.success) {
    throw new BadPayload(`The payload is not valid:\n${z.prettifyError(parsed.error)}`)
  }
  const ctx = scoped(runtime, {
    orgId,
    actor: { type: 'job', id: claim.id, name },
    cause: { ...cause, jobId: claim.id, traceparent },
  })
  const limitS = timeLimitOf(job)
  const { promise: over, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const error = new Error(`It took longer than ${limitS} s.`)
    reject(error) // First, or a job that ends because it was told would count as done.
    claim.abort.abort(error)
  }, limitS * 1000)
  try {
    await Promise.race([job.run(ctx, parsed.data, claim.abort.signal), over])
  } finally {
    clearTimeout(timer)
  }
}

const tenths = (ms: number) => Math.round(ms * 10) / 10
