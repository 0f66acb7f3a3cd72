import type { Figures } from '#contract/reports'
import { t } from '#kit/i18n.ts'

/** The pages of the reports, in the order of their tabs; without a choice the first is shown. */
export const REPORTS = {
  daily: t('Daily sales'),
  channels: t('Channels'),
  products: t('Products'),
  low: t('Low stock'),
} as const

export type Report = keyof typeof REPORTS

type Measure = {
  words: string
  /** How it came about, for whoever wonders. */
  means: string
  kind: 'money' | 'count'
  of: (figures: Figures) => number | null
  /** Less of it is better. */
  isLoss?: true
}

/** What is shown of sales, one at a time. */
export const MEASURES = {
  total: {
    ...{ words: t('Total sales'), kind: 'money', of: ({ totalMinor }) => totalMinor },
    means: t('Net sales with shipping and tax'),
  },
  net: {
    ...{ words: t('Net sales'), kind: 'money', of: ({ netMinor }) => netMinor },
    means: t('Goods without tax, less discounts and refunds'),
  },
  orders: {
    ...{ words: t('Orders'), kind: 'count', of: ({ orders }) => orders },
    means: t('Without those that were cancelled or for trial'),
  },
  average: {
    ...{
      words: t('Average order'),
      kind: 'money',
      of: ({ averageOrderMinor }) => averageOrderMinor,
    },
    means: t('What buyers were asked to pay, for each order'),
  },
  pieces: {
    ...{ words: t('Pieces'), kind: 'count', of: ({ pieces }) => pieces },
    means: t('Sold and not cancelled'),
  },
  refunded: {
    ...{
      words: t('Refunded'),
      kind: 'money',
      of: ({ refundedMinor }) => refundedMinor,
      isLoss: true,
    },
    means: t('Given back of these orders, whenever that was'),
  },
} as const satisfies Record<string, Measure>

export type MeasureName = keyof typeof MEASURES

export const measureOf = (name: MeasureName): Measure => MEASURES[name]
