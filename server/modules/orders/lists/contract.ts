import { z } from 'zod'
import { HoldReason, Status } from '../contract.ts'

/** One line that people typed. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')

const Channel = line(40).min(1)
const Minor = z.int().min(0)
const Moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'must be a day such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z',
  })
  .meta({ description: 'A time, or a day (UTC), which then counts whole' })

const SEVERAL_MAX = 100

/** The words of an order itself, whose code no browser needs. */
const Payment = z.enum([
  'pending',
  'due',
  'authorised',
  'paid',
  'declined',
  'unknown',
  'partly_refunded',
  'refunded',
  'voided',
])
const Fulfilment = z.enum([
  'none',
  'partly_shipped',
  'shipped',
  'delivered',
  'partly_returned',
  'returned',
])

export const SortBy = z.enum(['placedAt', 'updatedAt', 'total', 'status'])

/** What a list may be narrowed by; all of it holds at once. */
export const OrderFilter = z
  .strictObject({
    channel: z.array(Channel).min(1).max(SEVERAL_MAX).optional(),
    store: z.array(z.uuid()).min(1).max(SEVERAL_MAX).optional(),
    status: z.array(Status).min(1).max(SEVERAL_MAX).optional(),
    payment: Payment.optional(),
    fulfilment: Fulfilment.optional(),
    hold: z.enum(['any', ...HoldReason.options]).optional(),
    placedFrom: Moment.optional(),
    placedTo: Moment.optional(),
    updatedFrom: Moment.optional(),
    updatedTo: Moment.optional(),
    tag: line(50).min(1).optional(),
    totalFromMinor: Minor.optional(),
    totalToMinor: Minor.optional(),
    assignee: z
      .union([z.enum(['me', 'none']), z.uuid()], { error: 'must be me, none, or an id' })
      .optional(),
    customer: z.uuid().optional(),
    test: z.boolean().optional(),
    late: z
      .boolean()
      .optional()
      .describe(
        'Should have left the house by now, and has not; of what a platform sends itself: never',
      ),
    toPack: z
      .boolean()
      .optional()
      .describe('Confirmed and not on hold, and not all of it has left'),
    search: line(200)
      .optional()
      .describe(
        'Number, external id, SKU or how one begins, e-mail or how it begins, the end of a phone or ' +
          'number, or words of the name of who ordered, without their accents and apostrophes, of what ' +
          'was bought and of the city it goes to',
      ),
  })
  .meta({ id: 'OrderFilter' })
export type OrderFilter = z.infer<typeof OrderFilter>

/** In an address several values stand with commas, or the name is repeated. */
const several = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .union([z.string().max(4_000), z.array(z.string().max(4_000)).max(SEVERAL_MAX)])
    .transform((value) => [value].flat().flatMap((text) => text.split(',')))
    .pipe(z.array(item).min(1).max(SEVERAL_MAX))
    .optional()
    .describe('Several are separated by commas')

const whole = z.coerce.number().pipe(Minor).optional()

const yesOrNo = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()

const inAddress = {
  ...OrderFilter.shape,
  channel: several(Channel),
  store: several(z.uuid()),
  status: several(Status),
  totalFromMinor: whole,
  totalToMinor: whole,
  test: yesOrNo,
  late: yesOrNo,
  toPack: yesOrNo,
}

const sorting = {
  sortBy: SortBy.default('placedAt').describe(
    'status: from PLACED to RETURNED, and by age within. updatedAt, asc: for whoever follows what ' +
      'changes; an order that changes meanwhile moves on to the end and is met again',
  ),
  sortOrder: z.enum(['asc', 'desc']).default('desc'),
}

export const ListOrdersQuery = z.strictObject({
  ...inAddress,
  ...sorting,
  limit: z.coerce.number().int().min(1).max(100).default(50),
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Only near the beginning; beyond it go on with `cursor`'),
  cursor: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
})
export type ListOrdersQuery = z.infer<typeof ListOrdersQuery>

export const ExportOrdersQuery = z.strictObject({ ...inAddress, ...sorting })
export type ExportOrdersQuery = z.infer<typeof ExportOrdersQuery>

export const ListedOrderView = z
  .object({
    id: z.uuid(),
    number: z.string(),
    store: z.object({ id: z.uuid(), platform: z.string(), name: z.string() }),
    externalId: z.string(),
    status: Status,
    payment: z.string(),
    fulfilment: z.string(),
    holds: z.array(z.string()),
    currency: z.string(),
    grandTotalMinor: z.int(),
    customer: z.object({ id: z.uuid().nullable(), name: z.string() }),
    itemCount: z.int(),
    tags: z.array(z.string()),
    assigneeId: z.uuid().nullable(),
    test: z.boolean(),
    sentByStore: z.boolean().describe('Its platform sends it; there is nothing to pack'),
    placedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'ListedOrder' })
export type ListedOrderView = z.infer<typeof ListedOrderView>

export const OrderPage = z
  .object({
    orders: z.array(ListedOrderView),
    pagination: z.object({
      page: z.int(),
      limit: z.int(),
      total: z.int().nullable().describe('Null where counting would take too long'),
      totalIsExact: z.boolean().describe('When false, there are at least `total`'),
      nextCursor: z.string().nullable(),
    }),
    searchIsComplete: z
      .boolean()
      .optional()
      .describe('With `search`: false when only the newest orders could be looked through in time'),
  })
  .meta({ id: 'OrderPage' })
export type OrderPage = z.infer<typeof OrderPage>

export const CountOrdersQuery = z.strictObject({
  channel: several(Channel),
  store: several(z.uuid()),
})
export type CountOrdersQuery = z.infer<typeof CountOrdersQuery>

const count = z.object({
  count: z.int(),
  isExact: z.boolean().describe('When false, there are at least so many'),
})

export const OrderCounts = z
  .object({
    total: z.int(),
    byStatus: z.record(Status, z.int()),
    onHold: count,
    mine: count.describe('Those that the caller cares for'),
  })
  .meta({ id: 'OrderCounts', description: 'How many orders there are, in all and of each status.' })
export type OrderCounts = z.infer<typeof OrderCounts>

export const OversoldList = z
  .object({
    oversold: z.array(
      z.object({
        sku: z.string(),
        short: z.int().describe('Pieces that are sold and not there'),
        orders: z.int().describe('How many orders wait for them'),
      }),
    ),
  })
  .meta({ id: 'OversoldList' })
export type OversoldList = z.infer<typeof OversoldList>

const ViewSort = z.strictObject({
  by: SortBy,
  order: z.enum(['asc', 'desc']),
})

const viewFields = {
  name: line(100).min(1),
  filter: OrderFilter,
  sort: ViewSort,
  columns: z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/)).max(50),
  shared: z.boolean().describe('Seen by all who may see orders'),
}

export const CreateOrderView = z
  .strictObject({
    ...viewFields,
    filter: OrderFilter.default({}),
    sort: ViewSort.default({ by: 'placedAt', order: 'desc' }),
    columns: viewFields.columns.default([]),
    shared: viewFields.shared.default(false),
  })
  .meta({ id: 'CreateOrderView' })
export type CreateOrderView = z.infer<typeof CreateOrderView>

export const ChangeOrderView = z.strictObject(viewFields).partial().meta({ id: 'ChangeOrderView' })
export type ChangeOrderView = z.infer<typeof ChangeOrderView>

export const SavedOrderView = z
  .object({
    id: z.uuid(),
    ...viewFields,
    mine: z.boolean(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'SavedOrderView', description: 'A saved view of orders.' })
export type SavedOrderView = z.infer<typeof SavedOrderView>

export const OrderViewParams = z.object({ viewId: z.uuid() })
export const OrderViewList = z.object({ views: z.array(SavedOrderView) })
