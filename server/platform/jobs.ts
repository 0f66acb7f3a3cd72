import type { z } from 'zod'
import type { Ctx } from './context.ts'

/**
 * Work that the role `worker` does later. The payload of a job that follows an event is the event's
 * `data`. A job may run more than once, so running it twice must have the same effect as once.
 */
export type Job<Payload extends z.ZodType = z.ZodType> = {
  payload: Payload
  /** After this many failures the job becomes a dead letter, which people see in the portal. */
  attemptsMax: number
  /** The pause after the first failure. It doubles with each attempt, with jitter. */
  retryDelayS?: number
  timeLimitS?: number
  /** How many jobs of this kind one process runs at once, so that slow ones do not block others. */
  concurrency?: number
  /**
   * A cron line in UTC, for a job that is also started by the clock. Its payload is then `{ dueAt
   * }`.
   */
  cron?: string
  /**
   * Whether the clock starts it once for the whole installation, with the org `NO_ORG` (the
   * default), or once for each org.
   */
  cronFor?: 'installation' | 'each_org'
  /** No event starts this job; use cases start it with `enqueue`. */
  onDemand?: true
  /** `signal` is aborted when the time is over, the claim is lost, or the process must stop. */
  run: (ctx: Ctx, payload: z.output<Payload>, signal: AbortSignal) => Promise<void>
}

export type Jobs = Readonly<Record<string, Job>>

/** Infers the type of the payload for `run`. The queue parses the payload before every run. */
export const job = <Payload extends z.ZodType>(definition: Job<Payload>): Job => definition

/** The org of jobs that the clock starts once for the whole installation. */
export const NO_ORG = '00000000-0000-0000-0000-000000000000'
