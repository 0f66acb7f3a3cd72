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
  /** When it also starts by the clock: a cron line in UTC. */
  cron?: string
  run: (ctx: Ctx, payload: z.output<Payload>) => Promise<void>
}

export type Jobs = Readonly<Record<string, Job>>

/** Keeps the type of the payload for `run`; the queue parses it before every run. */
export const job = <Payload extends z.ZodType>(definition: Job<Payload>): Job =>
  definition as unknown as Job
