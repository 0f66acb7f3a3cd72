import { z } from 'zod'

export const MessageVerdict = z
  .enum([
    ...(['working', 'created', 'updated', 'duplicate', 'ignored', 'parked'] as const),
    ...(['fetching', 'waiting', 'discarded'] as const),
  ])
  .meta({ id: 'MessageVerdict' })

export const ImportResult = z
  .object({
    status: z.enum(['created', 'updated', 'duplicate', 'ignored', 'parked', 'queued']),
    externalId: z.string().nullable(),
    orderId: z.uuid().nullable(),
    reason: z.string().optional(),
    refusal: z
      .literal('changed_duplicate')
      .optional()
      .describe('The order is known with other content, and does not change'),
    processedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'ImportResult' })

export const MessageView = z
  .object({
    id: z.uuid(),
    receivedAt: z.iso.datetime(),
    storeId: z.uuid(),
    platform: z.string(),
    source: z.enum(['sent', 'fetched']),
    topic: z.string().nullable(),
    deliveryKey: z.string().nullable(),
    bodyBytes: z.int(),
    verdict: MessageVerdict,
    reason: z.string().nullable(),
    externalId: z.string().nullable(),
    orderId: z.uuid().nullable(),
    results: z.array(ImportResult).nullable(),
    attempts: z.int(),
    processedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Message' })

export const WholeMessageView = MessageView.extend({
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable().describe('The original bytes in base64; null when not kept any more'),
  text: z.string().nullable().describe('The same as text, where it is text'),
}).meta({ id: 'WholeMessage' })

export const MessageQuery = z.strictObject({
  storeId: z.uuid().optional(),
  orderId: z.uuid().optional(),
  verdict: MessageVerdict.optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  before: z.uuid().optional().describe('The last message of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const MessageList = z.object({
  messages: z.array(MessageView),
  nextBefore: z.uuid().nullable(),
})

export const MessageParams = z.object({ messageId: z.uuid() })

export const ReplayResult = z.object({ results: z.array(ImportResult) })

export const DiscardMessageBody = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'DiscardMessage' })

export const StoreParams = z.object({ storeId: z.uuid() })

const Range = z.object({ from: z.iso.datetime(), to: z.iso.datetime() })

export const CompletenessView = z
  .object({
    storeId: z.uuid(),
    missing: z.int().describe('Orders that are known and have not landed yet'),
    canBeAsked: z.boolean().describe('Without it nothing can be proven, only received'),
    note: z.string().nullable().describe('Why nothing can be proven, for people'),
    since: z.iso.datetime().describe('When the store was connected'),
    through: z.iso.datetime().nullable().describe('Proven without a hole up to here'),
    lagS: z.int().nullable().describe('Null where the platform cannot be asked'),
    ranges: z.array(Range),
    gaps: z.array(Range),
    healed: z.int().describe('Orders whose messages were lost and that the list has told of'),
    polledAt: z.iso.datetime().nullable(),
    lastError: z.string().nullable(),
    failingSince: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Completeness' })

export const SyncBody = z
  .strictObject({ since: z.iso.datetime({ offset: true }).optional() })
  .meta({ id: 'SyncStore' })

export const SyncAccepted = z.object({ accepted: z.literal(true) })
