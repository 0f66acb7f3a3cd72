import { z } from 'zod'
import {
  country,
  currency,
  filled,
  instantOrNull,
  listOf,
  minor,
  minorOrNull,
  minorOrUnknown,
  minorOrZero,
  quantity,
  text,
  textOrNull,
  texts,
  titled,
  yesNo,
} from './fields.ts'
import { addressIn, customerIn } from './spellings.ts'

const LINES_MAX = 1_000
const PARTS_MAX = 200

const Line = z
  .object(
    {
      externalLineId: filled(200).optional(),
      id: filled(200).optional(),
      parentLineId: textOrNull(200),
      sku: textOrNull(200),
      productId: textOrNull(200),
      channelProductId: textOrNull(200),
      variantId: textOrNull(200),
      channelVariantId: textOrNull(200),
      title: textOrNull(500),
      name: textOrNull(500),
      variantTitle: textOrNull(500),
      quantity,
      activeQuantity: quantity.optional(),
      fulfilledQuantity: quantity.optional(),
      unitPriceMinor: minorOrUnknown,
      discountMinor: minorOrZero,
      taxMinor: minorOrZero,
      totalMinor: minor.optional(),
      requiresShipping: yesNo.default(true),
      giftCard: yesNo.default(false),
      properties: texts,
    },
    'must be an object',
  )
  .refine((line) => line.unitPriceMinor !== undefined || line.totalMinor !== undefined, {
    message: 'is missing: say it, or totalMinor, in minor units such as 1999 for 19.99',
    path: ['unitPriceMinor'],
  })

const Customer = z.preprocess(
  customerIn,
  z.object(
    {
      externalId: textOrNull(200),
      name: textOrNull(300),
      email: textOrNull(320),
      phone: textOrNull(60),
      company: textOrNull(300),
      taxId: textOrNull(60),
    },
    'must be an object',
  ),
)

const Address = z.preprocess(
  addressIn,
  z.object(
    {
      name: textOrNull(300),
      company: textOrNull(300),
      line1: textOrNull(500),
      line2: textOrNull(500),
      line3: textOrNull(500),
      city: textOrNull(200),
      district: textOrNull(200),
      region: textOrNull(200),
      postalCode: textOrNull(40),
      country,
      phone: textOrNull(60),
    },
    'must be an object',
  ),
)

const Totals = z
  .object(
    {
      itemsMinor: minor.optional(),
      discountMinor: minor.optional(),
      shippingMinor: minor.optional(),
      feesMinor: minor.optional(),
      taxMinor: minor.optional(),
      grandTotalMinor: minorOrUnknown,
      currentTotalMinor: minorOrNull,
      refundedMinor: minor.optional(),
      outstandingMinor: minorOrNull,
    },
    'must be an object',
  )
  .prefault({})

const Refund = z.object(
  {
    externalId: filled(200),
    at: instantOrNull,
    amountMinor: minor,
    reason: textOrNull(500),
    shippingMinor: minorOrZero,
    lines: listOf(
      z.object({
        externalLineId: filled(200),
        quantity,
        amountMinor: minorOrZero,
        taxMinor: minorOrZero,
        restock: yesNo.optional(),
      }),
      LINES_MAX,
    ),
  },
  'must be an object',
)

const Shipment = z.object(
  {
    externalId: filled(200),
    status: text(60).default('shipped'),
    carrier: textOrNull(200),
    service: textOrNull(200),
    trackingNumbers: listOf(filled(200), 50),
    trackingUrls: listOf(filled(2_000), 50),
    at: instantOrNull,
    lines: listOf(z.object({ externalLineId: filled(200), quantity }), LINES_MAX),
  },
  'must be an object',
)

const Payment = z.object(
  {
    externalId: filled(200),
    method: text(100).default('unknown'),
    kind: z.enum(
      ['authorization', 'sale', 'capture', 'refund', 'void'],
      'must be authorization, sale, capture, refund or void',
    ),
    status: text(60).default('success'),
    amountMinor: minor,
    currency: currency.optional(),
    at: instantOrNull,
  },
  'must be an object',
)

const Presentment = z.object({ currency, grandTotalMinor: minor }, 'must be an object')

/**
 * The decisions that a sender may ask for. Another word is refused, because whoever sends one does
 * not want the order simply imported.
 */
const DECISIONS: ReadonlySet<string> = new Set([
  ...['import', 'import_as_test', 'import_mirror_only'],
  ...['ignore', 'quarantine', 'cancel_existing'],
])

/**
 * An order as a site or a program posts it. Whatever the sender does not know is left out, and some
 * members go by two names, so that a site can send the object that it has.
 */
export const PostedOrder = z
  .object(
    {
      externalId: filled(200).optional(),
      number: filled(200).optional(),
      kind: z
        .enum(['consumer', 'b2b_purchase_order'], 'must be consumer or b2b_purchase_order')
        .default('consumer'),
      isTest: yesNo.default(false),
      fulfilledBy: z.enum(['merchant', 'channel'], 'must be merchant or channel').optional(),
      placedAt: instantOrNull,
      updatedAt: instantOrNull,
      externalUpdatedAt: instantOrNull,
      currency: currency.nullish(),
      totals: Totals,
      taxIncluded: yesNo.default(false),
      presentment: Presentment.optional(),
      taxRemittedBy: z.enum(['merchant', 'channel'], 'must be merchant or channel').optional(),
      lifecycle: textOrNull(60),
      paymentStatus: textOrNull(60),
      fulfillmentStatus: textOrNull(60),
      channelStatus: texts,
      decision: textOrNull(60).refine(
        (value) => value === null || DECISIONS.has(value),
        `must be one of ${[...DECISIONS].join(', ')}`,
      ),
      customer: Customer.nullish(),
      billingAddress: Address.nullish(),
      shippingAddress: Address.nullish(),
      shippingAddresses: listOf(Address, PARTS_MAX),
      pickup: titled(300),
      lines: z
        .array(Line, 'must be a list of lines')
        .min(1, 'must have at least one line')
        .max(LINES_MAX, `must not have more than ${LINES_MAX} lines`),
      shippingLines: listOf(
        z.object({
          title: text(300).default('Shipping'),
          code: textOrNull(100),
          amountMinor: minor,
          taxMinor: minorOrZero,
        }),
        PARTS_MAX,
      ),
      fees: listOf(
        z.object({ name: filled(300), amountMinor: minor, taxMinor: minorOrZero }),
        PARTS_MAX,
      ),
      discounts: listOf(
        z.object({
          code: textOrNull(200),
          title: textOrNull(300),
          amountMinor: minor,
          scope: z
            .enum(['order', 'line', 'shipping'], 'must be order, line or shipping')
            .default('order'),
        }),
        PARTS_MAX,
      ),
      taxes: listOf(
        z.object({ title: text(300).default('Tax'), rate: textOrNull(40), amountMinor: minor }),
        PARTS_MAX,
      ),
      payments: listOf(Payment, PARTS_MAX),
      refunds: listOf(Refund, PARTS_MAX),
      fulfillments: listOf(Shipment, PARTS_MAX),
      note: textOrNull(5_000),
      tags: listOf(filled(100), 50),
      meta: texts,
      cancelRequested: yesNo.default(false),
      shipBy: instantOrNull,
      acceptBy: instantOrNull,
    },
    'must be an order: an object with externalId and lines',
  )
  .refine((order) => order.externalId ?? order.number, {
    message: 'is missing: every order needs the id under which your system knows it',
    path: ['externalId'],
  })
  .superRefine(({ lines }, context) => {
    const seen = new Set<string>()
    for (const [index, line] of lines.entries()) {
      const id = lineIdOf(line, index)
      if (seen.has(id)) {
        const message = `is the id of another line as well: ${id}`
        context.addIssue({ code: 'custom', message, path: ['lines', index, 'id'] })
      }
      seen.add(id)
    }
  })

/** The id of a line, or its number in the list where it has none. */
export const lineIdOf = (line: z.infer<typeof Line>, index: number): string =>
  line.externalLineId ?? line.id ?? String(index + 1)

export type PostedOrder = z.infer<typeof PostedOrder>
export type PostedLine = PostedOrder['lines'][number]
export type PostedAddress = z.infer<typeof Address>
