import { z } from 'zod'

// As JSON brings them. The platform has no contract that a browser could read.
const moment = z.iso.datetime()

const DeadLetter = z.object({
  id: z.string(),
  job: z.string(),
  attempts: z.int(),
  message: z.string(),
  trace: z.string().nullable(),
  madeAt: moment,
  diedAt: moment,
})

export type DeadLetter = z.output<typeof DeadLetter>

export type WholeDeadLetter = z.output<typeof WholeDeadLetter>

export const WholeDeadLetter = DeadLetter.extend({
  payload: z.unknown(),
  cause: z.unknown(),
  error: z.object({ stack: z.string().optional() }).catchall(z.unknown()),
})

export const DeadLetterPage = z.object({
  deadLetters: z.array(DeadLetter),
  pagination: z.object({ nextCursor: z.string().nullable() }),
})

const Queue = z.object({
  job: z.string(),
  waiting: z.int(),
  scheduled: z.int(),
  running: z.int(),
  dead: z.int(),
  oldestWaitingS: z.number().nullable(),
})

export type Queue = z.output<typeof Queue>

export const QueueList = z.object({ queues: z.array(Queue) })

export const DeadLettersRetried = z.object({ retried: z.int(), more: z.boolean() })
