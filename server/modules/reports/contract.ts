import { z } from 'zod'
import { SumMinor } from '#contract/orders'

const day = z.iso.date()
/** Beyond the years of four digits the next day is none that could be written so, or asked for. */
const Asked = day.refine((text) => text >= '1900' && text < '3000', 'must be from 1900 to 2999')
const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as INR')

const filters = {
  channel: z.string().trim().min(1).max(40).optional().describe('A platform, such as shopify'),
  store: z.uuid().optional(),
  currency: Currency.optional().describe('All of them when left out, each by itself'),
}

const span = {
  from: Asked.optional().describe('The first day, of the shop; 29 days before `to` when left out'),
  to: Asked.optional().describe('The last day; today when left out'),
}

const compare = z
  .enum(['previous', 'year'])
  .optional()
  .describe('previous: as many days before; year: the same days a year earlier')

const reported = { ...span, ...filters }
export const ReportQuery = z.strictObject({ ...reported, compare })
export const ReportCsvQuery = z.strictObject(reported)
export type ReportQuery = z.infer<typeof ReportQuery>

export const ProductsQuery = z.strictObject({
  ...{ ...reported, compare },
  sortBy: z.enum(['net', 'pieces', 'returned']).default('net'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})
export type ProductsQuery = z.infer<typeof ProductsQuery>

export const Figures = z
  .object({
    orders: z.int().describe('Neither cancelled nor for trial'),
    cancelled: z.int(),
    pieces: z.int(),
    grossMinor: SumMinor.describe('The goods before discounts, without tax'),
    discountMinor: SumMinor,
    refundedMinor: SumMinor.describe('Given back of orders of this time, whenever that was'),
    netMinor: SumMinor.describe('gross - discount - refunded'),
    shippingMinor: SumMinor,
    taxMinor: SumMinor,
    otherMinor: SumMinor.describe('What a platform’s total has beyond its parts'),
    totalMinor: SumMinor.describe('net + shipping + tax + other'),
    averageOrderMinor: z
      .int()
      .nullable()
      .describe('What buyers were asked for an order: (total + refunded) / orders, rounded'),
  })
  .meta({ id: 'SalesFigures' })
export type Figures = z.infer<typeof Figures>

const Days = z.object({ from: day, to: day })
const InCurrency = Figures.extend({ currency: Currency })

const about = {
  ...Days.shape,
  timeZone: z.string().describe('In which the days begin and end'),
  countedThrough: z.iso.datetime().describe('All that happened up to then is in the figures'),
}

const DailyFigures = InCurrency.extend({ day })
export type DailyFigures = z.infer<typeof DailyFigures>
const Daily = z.object({ days: z.array(DailyFigures), totals: z.array(InCurrency) })
export const DailyReport = z
  .object({
    ...{ ...about, ...Daily.shape },
    previous: Days.extend(Daily.shape).nullable().describe('With `compare`'),
  })
  .meta({ id: 'DailyReport' })
export type DailyReport = z.infer<typeof DailyReport>

const Store = z.object({ id: z.uuid(), platform: z.string(), name: z.string() })
const ChannelFigures = InCurrency.extend({ store: Store })
export type ChannelFigures = z.infer<typeof ChannelFigures>
export const ChannelsReport = z
  .object({
    ...about,
    channels: z.array(ChannelFigures),
    previous: Days.extend({ channels: z.array(ChannelFigures) }).nullable(),
  })
  .meta({ id: 'ChannelsReport' })
export type ChannelsReport = z.infer<typeof ChannelsReport>

const ProductFigures = z.object({
  sku: z.string().nullable().describe('Null for what is not mapped to one'),
  name: z.string().nullable().describe('Of the product, as the catalog has it now'),
  currency: Currency,
  pieces: z.int(),
  returned: z.int(),
  grossMinor: SumMinor,
  discountMinor: SumMinor.describe('Of the lines; discounts of a whole order are not split'),
  netMinor: SumMinor.describe('gross - discount'),
})
export type ProductFigures = z.infer<typeof ProductFigures>
export const ProductsReport = z
  .object({
    ...about,
    products: z.array(ProductFigures).describe('The first of them, by `sortBy`'),
    previous: Days.extend({
      products: z.array(ProductFigures).describe('The same products'),
    }).nullable(),
  })
  .meta({ id: 'ProductsReport' })
export type ProductsReport = z.infer<typeof ProductsReport>

const Twice = { today: Figures, lastWeek: Figures.describe('Up to the same time of the day') }
export const TodayReport = z
  .object({
    ...{ day, timeZone: about.timeZone, countedThrough: about.countedThrough },
    totals: z.array(z.object({ currency: Currency, ...Twice })),
    channels: z.array(z.object({ store: Store, currency: Currency, ...Twice })),
    hours: z.array(
      z.object({
        hour: z.int().min(0).max(23),
        currency: Currency,
        today: z.object({ orders: z.int(), totalMinor: SumMinor }),
        lastWeek: z
          .object({ orders: z.int(), totalMinor: SumMinor })
          .describe('Of the whole hour, also of those that are still to come today'),
      }),
    ),
  })
  .meta({ id: 'TodayReport' })
export type TodayReport = z.infer<typeof TodayReport>
