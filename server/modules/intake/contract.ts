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
    processedAt: z.iso.datetime().optional().describe('Of a duplicate: when it landed'),
    isTimeless: z
      .literal(true)
      .optional()
      .describe('It has no time of change, so the same bytes may be news once more'),
    isPart: z
      .literal(true)
      .optional()
      .describe('It is a part of an order, such as a cancellation, that waits for its order'),
  })
  .meta({ id: 'ImportResult' })

const Minor = z.int().nullable()

/** Our own format as the API describes it; the adapter of the website checks what is sent. */
const SentOrder = z
  .looseObject({
    externalId: z.string(),
    number: z.string().optional(),
    placedAt: z.iso.datetime({ offset: true }).optional(),
    updatedAt: z.iso.datetime({ offset: true }).optional(),
    currency: z.string().optional(),
    lifecycle: z.enum(['pending', 'open', 'closed', 'cancelled']).optional(),
    paymentStatus: z.string().optional(),
    fulfillmentStatus: z.string().optional(),
    lines: z.array(
      z.looseObject({
        externalLineId: z.string().optional(),
        sku: z.string().optional(),
        title: z.string().optional(),
        quantity: z.int(),
        unitPriceMinor: Minor,
      }),
    ),
    totals: z
      .looseObject({ shippingMinor: Minor.optional(), grandTotalMinor: Minor.optional() })
      .optional(),
    customer: z
      .looseObject({
        name: z.string().optional(),
        email: z.string().optional(),
        phone: z.string().optional(),
      })
      .optional(),
    shippingAddress: z
      .looseObject({
        name: z.string().optional(),
        line1: z.string(),
        city: z.string(),
        country: z.string(),
      })
      .optional(),
  })
  .meta({
    id: 'SentOrder',
    description:
      'An order in our own format, of which docs/guides/own-orders.md says all. An order in the ' +
      'format of a platform is taken in its place.',
    example: {
      ...{ externalId: 'W-1001', placedAt: '2026-11-28T10:41:07+05:30', currency: 'INR' },
      paymentStatus: 'paid',
      lines: [{ sku: 'MUG', title: 'Mug', quantity: 2, unitPriceMinor: 49_900 }],
      totals: { shippingMinor: 4_900, grandTotalMinor: 104_700 },
      customer: { name: 'Asha Rao', email: 'asha@example.com' },
      shippingAddress: { name: 'Asha Rao', line1: '4 MG Road', city: 'Pune', country: 'IN' },
    },
  })

/** Far more than anybody sends by hand, and few enough to be answered in one reply. */
export const ORDERS_OF_POST_MAX = 10_000

const SentOrders = z.array(SentOrder).max(ORDERS_OF_POST_MAX)
export const ImportBody = z.union([SentOrder, SentOrders, z.object({ orders: SentOrders })])

export const ImportReply = z.union([ImportResult, z.object({ results: z.array(ImportResult) })])

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

export const ReplayResult = z
  .object({ results: z.array(ImportResult) })
  .describe('What became of each order in the message.')

const member = z.unknown().describe('null where it is not there')

export const MessageComparison = z
  .object({
    orders: z
      .array(
        z.object({
          externalId: z.string().nullable(),
          orderId: z.uuid().nullable(),
          standing: z
            .enum(['new', 'differs', 'same', 'older', 'unread', 'parked'])
            .describe(
              'older: what is here is newer; unread: no order was read, see the note; ' +
                'parked: it would be parked again, see the note',
            ),
          note: z.string().nullable(),
          differences: z
            .array(z.object({ path: z.string(), before: member, after: member }))
            .describe('At most 200, each the JSON pointer of a member'),
        }),
      )
      .describe('At most 20'),
  })
  .meta({ id: 'MessageComparison', description: 'What a replay would change, member by member.' })

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
    isLagging: z.boolean().describe('Behind by more than `intake.lag_alarm_minutes`'),
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

export const SyncAccepted = z
  .object({ accepted: z.literal(true) })
  .describe('The platform is asked in the background.')

const Traffic = z.object({
  messages: z.int(),
  errors: z.int().describe('Those that wait for a person'),
  verdicts: z.record(z.string(), z.int()),
})

export const StoreStatus = z
  .object({
    storeId: z.uuid(),
    state: z.enum(['active', 'paused', 'disconnected']),
    lastMessageAt: z.iso.datetime().nullable(),
    sync: CompletenessView.pick({
      ...{ canBeAsked: true, through: true, lagS: true, isLagging: true },
      ...{ polledAt: true, lastError: true, failingSince: true },
    }),
    lastHour: Traffic,
    lastDay: Traffic,
    parked: z.int().describe('Messages that wait for a person, whenever they came; at most 10000'),
    listings: z.object({ all: z.int(), unmapped: z.int() }),
    refused: z
      .object({ stock: z.int(), orders: z.int() })
      .describe('Numbers of listings, and parcels and cancellations of orders'),
    outbound: z.object({
      budget: z.object({ perSecond: z.number(), burst: z.int() }).nullable(),
      breaker: z.enum(['closed', 'open', 'half_open']),
      inFlight: z.int(),
      waiting: z.int(),
      heldBackMs: z.int().describe('Nothing is sent for so long'),
      failuresInARow: z.int(),
      lastFailure: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
    }),
    delist: z
      .object({ confirmed: z.int(), p50Ms: z.int().nullable(), p95Ms: z.int().nullable() })
      .describe('From a change of stock until buyers saw it, over the last day'),
  })
  .meta({ id: 'StoreStatus' })
