import { z } from 'zod'

const jobName = z
  .string()
  .min(1)
  .max(200)
  .describe('The name of a kind of job, such as `notifications.order_placed`')

export const DeadLetterParams = z.object({ id: z.uuid().describe('The id of a failed job') })

export const DeadLetterQuery = z
  .strictObject({
    job: jobName.optional(),
    after: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .meta({ id: 'DeadLetterQuery' })

const moment = z.iso.datetime()

export const DeadLetterView = z
  .object({
    id: z.uuid(),
    job: jobName,
    attempts: z.int().describe('How often it was tried before it was given up'),
    message: z.string().describe('What the last attempt said'),
    trace: z.string().nullable().describe('The id under which logs and traces have all of it'),
    madeAt: moment.describe('When the job was made'),
    diedAt: moment.describe('When it was given up'),
  })
  .meta({ id: 'DeadLetter' })

export const WholeDeadLetterView = DeadLetterView.extend({
  payload: z.unknown().describe('What the job was to work on'),
  cause: z
    .record(z.string(), z.unknown())
    .describe('The request, message or row of history that led to it'),
  error: z
    .object({
      name: z.string().optional(),
      message: z.string().optional(),
      code: z.string().optional(),
      stack: z.string().optional(),
    })
    .describe('The error of the last attempt, with its stack'),
}).meta({ id: 'WholeDeadLetter' })

export const DeadLetterPage = z
  .object({
    deadLetters: z.array(DeadLetterView),
    pagination: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
  })
  .meta({ id: 'DeadLetterPage' })

export const RetryDeadLetters = z.strictObject({ job: jobName }).meta({ id: 'RetryDeadLetters' })

export const DeadLettersRetried = z
  .object({
    retried: z.int().describe('How many were started again'),
    more: z.boolean().describe('Whether some are left, because one call starts at most 1,000'),
  })
  .meta({ id: 'DeadLettersRetried', description: 'How many were started again.' })

export const DeadLetterRetried = z
  .object({ job: jobName })
  .meta({ id: 'DeadLetterRetried', description: 'Which kind of job was started again.' })

export const DiscardDeadLetter = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .describe('Why nobody will do it; kept in the history'),
  })
  .meta({ id: 'DiscardDeadLetter' })

const count = (words: string) => z.int().describe(`${words}, counted up to 10,000`)

export const QueueList = z
  .object({
    queues: z.array(
      z
        .object({
          job: jobName,
          waiting: count('Jobs that could start now'),
          scheduled: count('Jobs for later: deadlines, and failures that wait for another try'),
          running: count('Jobs that a worker has taken'),
          dead: count('Jobs of this org that failed too often'),
          oldestWaitingS: z.number().nullable().describe('How long the oldest could have started'),
        })
        .meta({ id: 'Queue' }),
    ),
  })
  .meta({ id: 'QueueList' })
