import { z } from 'zod'
import { Address } from '#contract/customers'

/** Text that people typed: no control characters that a database or a terminal would choke on. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    // oxlint-disable-next-line no-control-regex -- It is there to refuse them.
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/, 'must not contain control characters')

/**
 * What many orders come to. Each of them is counted exactly, but the sum of ten of the largest is
 * more than a number in JSON can hold exactly. It is then told as near as it can be: one order with
 * a price that somebody mistyped must not keep the figures of all others from being shown.
 */
export const SumMinor = z.number().meta({ override: { type: 'integer' } })

export const Status = z
  .enum(['PLACED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'RETURNED'])
  .meta({ id: 'OrderStatus' })

export const PlaceOrderBody = z
  .strictObject({
    lines: z
      .array(
        z.strictObject({
          sku: text(100).min(1),
          quantity: z.int().min(1).max(100_000),
        }),
      )
      .min(1)
      .max(500),
    customer: z.strictObject({
      name: text(200).min(1),
      email: z.email().max(254).optional(),
      phone: text(40).optional(),
    }),
    shippingAddress: Address,
    payment: z.strictObject({
      method: z.enum(['cod', 'test']).describe('cod: paid on delivery; test: the trial gateway'),
      token: text(200).optional(),
    }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .describe('The currency of the shop when left out'),
    note: text(2_000).optional(),
    tags: z.array(text(50).min(1)).max(50).optional(),
  })
  .meta({ id: 'PlaceOrder' })
export type PlaceOrderBody = z.infer<typeof PlaceOrderBody>

export const OrderLine = z
  .object({
    id: z.string().describe('The position of the line within its order'),
    sku: z.string().nullable(),
    externalId: z.string().nullable(),
    name: z.string(),
    quantity: z.int(),
    unitPriceMinor: z.int(),
    discountMinor: z.int(),
    taxMinor: z.int(),
    cancelledQuantity: z.int(),
    shippedQuantity: z.int(),
    returnedQuantity: z.int(),
    shortQuantity: z.int(),
    waits: z
      .object({
        quantity: z.int(),
        promisedFor: z.iso.date().nullable().describe('The day by which they will be there'),
      })
      .nullable()
      .describe(
        'Pieces that are promised to it and not there yet. Null where there are none, and of an ' +
          'order as it stood in the past',
      ),
  })
  .meta({ id: 'OrderLine' })

export const OrderView = z
  .object({
    id: z.uuid(),
    number: z.string(),
    store: z.object({ id: z.uuid(), platform: z.string(), name: z.string() }),
    externalId: z.string(),
    storeNumber: z.string().nullable().describe('As people read it on the platform'),
    status: Status,
    lifecycle: z.string(),
    payment: z.string(),
    fulfilment: z.string(),
    assignment: z.string(),
    holds: z.array(z.string()),
    currency: z.string(),
    totals: z.object({
      itemsMinor: z.int(),
      discountMinor: z.int(),
      shippingMinor: z.int(),
      taxMinor: z.int(),
      taxIncluded: z.boolean(),
      otherMinor: z.int().describe('What the parts do not explain of a total of a platform'),
      cancelledMinor: z
        .int()
        .describe('What pieces cost that were cancelled one by one: taken off the parts'),
      grandTotalMinor: z.int(),
      refundedMinor: z.int(),
    }),
    customer: z.object({
      id: z.uuid().nullable(),
      name: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    shippingAddress: z.record(z.string(), z.unknown()).nullable(),
    lines: z.array(OrderLine),
    note: z.string().nullable(),
    tags: z.array(z.string()),
    flags: z.array(z.string()).describe('What was unclear in what its platform said'),
    test: z.boolean(),
    sentByStore: z.boolean().describe('Its platform sends it; there is nothing to pack'),
    assigneeId: z.uuid().nullable(),
    shipBy: z.iso.datetime().nullable().describe('By when it must have left the house'),
    placedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'Order', description: 'An order with its lines, totals and states.' })
export type OrderView = z.infer<typeof OrderView>

export const ChangedOrder = OrderView.pick({
  id: true,
  number: true,
  status: true,
  version: true,
}).meta({
  id: 'ChangedOrder',
  description: 'An order that the caller has changed and may not read.',
})
export type ChangedOrder = z.infer<typeof ChangedOrder>

/** What a change is answered with. */
export const AfterChange = z
  .union([OrderView, ChangedOrder])
  .describe('The order as it stands now, or as much of it as the caller may read.')

export const OrderParams = z.object({ orderId: z.uuid() })

export const KeyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')
    .optional(),
})

/** Left out: as it is now. */
export const AtQuery = z.strictObject({ at: z.iso.datetime({ offset: true }).optional() })

export const CancelOrderBody = z
  .strictObject({ reason: text(200).min(1) })
  .meta({ id: 'CancelOrder' })

const Lines = z
  .array(z.strictObject({ line: z.int().min(1).max(500), quantity: z.int().min(1).max(100_000) }))
  .min(1)
  .max(500)

export const CancelLinesBody = z
  .strictObject({ lines: Lines, reason: text(200).min(1) })
  .meta({ id: 'CancelOrderLines' })

const Goods = z
  .enum(['restock', 'scrap'])
  .describe('What becomes of the pieces: back on the shelf, or thrown away')

export const ChangeStatusBody = z
  .strictObject({
    status: z.enum(['CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'RETURNED']),
    reason: text(200).min(1).optional().describe('Why; it stands in the history'),
    goods: Goods.optional(),
  })
  .refine(({ status, goods }) => (status === 'RETURNED') === (goods !== undefined), {
    path: ['goods'],
    error: 'is needed for RETURNED, and only there: restock or scrap',
  })
  .meta({ id: 'ChangeStatus' })

export const OrderStatusView = z.object({
  id: z.uuid(),
  number: z.string(),
  status: Status,
  lifecycle: z.string(),
  payment: z.string(),
  fulfilment: z.string(),
  assignment: z.string(),
  holds: z.array(z.string()),
  version: z.int(),
})

export const OrderTimeline = z.object({
  events: z.array(
    z.object({
      position: z.string(),
      at: z.iso.datetime(),
      type: z.string(),
      actor: z.object({ type: z.string(), id: z.string().nullable(), name: z.string() }),
      cause: z.record(z.string(), z.unknown()),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
})
export type OrderTimeline = z.infer<typeof OrderTimeline>

/** Written as the table gives it back, or the history would tell another order. */
const moment = z.iso.datetime({ offset: true }).transform((typed) => new Date(typed).toISOString())

export const EditOrderBody = z
  .strictObject({
    tags: z.array(text(50).min(1)).max(50).optional(),
    note: text(2_000).nullable().optional(),
    shippingAddress: Address.optional(),
    assigneeId: z.uuid().nullable().optional(),
    shipBy: moment.nullable().optional(),
  })
  .meta({ id: 'EditOrder' })

export const HoldReason = z.enum([
  'unpaid',
  'risk',
  'bad_address',
  'unmapped_sku',
  'stock_short',
  'manual',
])

export const HoldBody = z
  .strictObject({ reason: HoldReason.default('manual'), comment: text(500).min(1).optional() })
  .meta({ id: 'HoldOrder' })

export const HoldParams = z.object({ orderId: z.uuid(), reason: HoldReason })

export const NoteBody = z.strictObject({ text: text(5_000).min(1) }).meta({ id: 'AddOrderNote' })

export const NoteView = z
  .object({ id: z.uuid(), text: z.string(), author: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'OrderNote', description: 'A note on an order.' })

export const NoteList = z.object({ notes: z.array(NoteView) })

export const LineQuantities = z
  .strictObject({ lines: Lines.optional().describe('Left out: everything') })
  .meta({ id: 'LineQuantities' })

export const ParcelBody = LineQuantities.extend({
  carrier: text(80).min(1).optional(),
  trackingNumber: text(80).min(1).optional(),
  trackingUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
}).meta({ id: 'SendParcel' })

export const ParcelList = z
  .object({
    parcels: z.array(
      z.object({
        sentAt: z.iso.datetime(),
        carrier: z.string().nullable(),
        trackingNumber: z.string().nullable(),
        trackingUrl: z.string().nullable(),
        lines: z.array(z.object({ line: z.int(), quantity: z.int() })),
      }),
    ),
  })
  .meta({ id: 'ParcelList', description: 'What of an order was sent, and how it travels.' })
export type ParcelList = z.infer<typeof ParcelList>

export const ReturnBody = LineQuantities.extend({
  goods: Goods,
  location: text(50)
    .min(1)
    .optional()
    .describe('The code of the place they are put; where they left from when left out'),
}).meta({ id: 'ReturnGoods' })

export const CancellationPreview = z
  .object({
    cancelsOrder: z.boolean().describe('That is all it has, so the order itself is cancelled'),
    currency: z.string(),
    takenOffMinor: z.int().describe('By how much less the order costs'),
    givenBackMinor: z
      .int()
      .nullable()
      .describe('What of it was paid and goes back; null while nobody knows whether it was paid'),
  })
  .meta({ id: 'CancellationPreview' })
export type CancellationPreview = z.infer<typeof CancellationPreview>
