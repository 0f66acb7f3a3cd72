import { z } from 'zod'

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const word = z
  .string()
  .regex(/^[^\p{Cc}]{1,200}$/u, 'must have 1 to 200 characters, none of them control characters')

export const AuditQuery = z
  .strictObject({
    actorId: word.optional().describe('Who did it'),
    action: word.optional().describe('What was done, such as `setting.changed`'),
    subjectType: word.optional(),
    subjectId: word.optional(),
    from: moment.optional().describe('At this time or later'),
    to: moment.optional().describe('Before this time'),
    after: z.string().max(200).optional().describe('The nextCursor of the page before'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .meta({ id: 'AuditQuery' })

export const AuditEntry = z
  .object({
    seq: z.int(),
    at: z.iso.datetime(),
    actor: z.object({ type: z.string(), id: z.string().nullable(), name: z.string() }),
    action: z.string(),
    subject: z.object({
      type: z.string(),
      id: z.string(),
      label: z
        .string()
        .nullable()
        .describe('What people call it now, such as an order number; null where it is gone'),
    }),
    before: z.unknown(),
    after: z.unknown(),
    cause: z.unknown(),
  })
  .meta({ id: 'AuditEntry' })

export const AuditPage = z
  .object({
    entries: z.array(AuditEntry),
    pagination: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
  })
  .meta({ id: 'AuditPage' })
