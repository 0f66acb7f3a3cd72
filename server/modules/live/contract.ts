import { z } from 'zod'

export const TOPICS = [
  'orders',
  'stock',
  'stores',
  'customers',
  'notifications',
  'jobs',
  'integrity',
] as const
export type Topic = (typeof TOPICS)[number]

export const LiveTicketBody = z
  .strictObject({ topics: z.array(z.enum(TOPICS)).min(1).max(TOPICS.length).optional() })
  .meta({ id: 'LiveTicketRequest' })

export const LiveTicket = z
  .object({
    ticket: z.string().describe('For the query of /api/v1/live, once and soon'),
    expiresAt: z.iso.datetime(),
    topics: z.array(z.enum(TOPICS)).describe('Those that the caller may see'),
  })
  .meta({ id: 'LiveTicket' })

/** What happened, with a few facts. Details are read through the API. */
export const LiveEvent = z
  .object({
    topic: z.enum(TOPICS),
    event: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }),
    at: z.iso.datetime(),
    actor: z.object({ type: z.string(), name: z.string() }),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'LiveEvent' })
export type LiveEvent = z.output<typeof LiveEvent>

/** The messages of the socket, as JSON. */
export const LiveMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), position: z.string(), heartbeatS: z.number() }),
  z.object({ type: z.literal('events'), position: z.string(), events: z.array(LiveEvent) }),
  /**
   * Nothing happened that the viewer may see; a later connection may continue from this position.
   */
  z.object({ type: z.literal('beat'), position: z.string() }),
  /** Too much happened meanwhile: load everything anew and continue from this position. */
  z.object({ type: z.literal('reset'), position: z.string() }),
])
export type LiveMessage = z.output<typeof LiveMessage>
