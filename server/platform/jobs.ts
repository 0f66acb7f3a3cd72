import type { z } from 'zod'
import type { Ctx } from './context.ts'

/**
 * Something done later, by the worker role. The payload of a job that follows an event is the
 * event's `data`. It may run more than once, so doing it twice must be the same as once.
 */
export type Job<Payload extends z.ZodType = z.ZodType> = {
  payload: Payload
  /** After so many failures it rests in the dead letters, where people see it. */
  attemptsMax: number
  /** The first wait; it doubles with each attempt, with jitter. */
  retryDelayS?: number
  timeLimitS?: number
  /** How many of this kind one process runs at once, so that a slow one blocks no other. */
  concurrency?: number
  /** When it also starts by the clock: a cron line in UTC. Its payload is then `{ dueAt }`. */
  cron?: string
  /**
   * For whom the clock starts it: once for the installation, with the org `NO_ORG` (the standard),
   * or once for each org.
   */
  cronFor?: 'installation' | 'each_org'
  /** No event starts it: use cases do, with `enqueue`. */
  onDemand?: true
  /** `signal` is aborted when the time is over, the claim is lost, or the process must stop. */
  run: (ctx: Ctx, payload: z.output<Payload>, signal: AbortSignal) => Promise<void>
}

export type Jobs = Readonly<Record<string, Job>>

/** Keeps the type of the payload for `run`; the queue parses it before every run. */
export const job = <Payload extends z.ZodType>(definition: Job<Payload>): Job => definition

/** Stands for no org in jobs that the clock starts once for the whole installation. */
export const NO_ORG = '00000000-0000-0000-0000-000000000000'
