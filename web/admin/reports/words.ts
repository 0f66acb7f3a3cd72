import type { Figures } from '#contract/reports'

/** The pages of the reports, in the order of their tabs; without a choice the first is shown. */
export const REPORTS = {
  daily: 'Daily sales',
  channels: 'Channels',
  products: 'Products',
  low: 'Low stock',
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
    ...{ words: 'Total sales', kind: 'money', of: ({ totalMinor }) => totalMinor },
    means: 'Net sales with shipping and tax',
  },
  net: {
    ...{ words: 'Net sales', kind: 'money', of: ({ netMinor }) => netMinor },
    means: 'Goods without tax, less discounts and refunds',
  },
  orders: {
    ...{ words: 'Orders', kind: 'count', of: ({ orders }) => orders },
    means: 'Without those that were cancelled or for trial',
  },
  average: {
    ...{ words: 'Average order', kind: 'money', of: ({ averageOrderMinor }) => averageOrderMinor },
    means: 'Goods after discounts, for each order',
  },
  pieces: {
    ...{ words: 'Pieces', kind: 'count', of: ({ pieces }) => pieces },
    means: 'Sold and not cancelled',
  },
  refunded: {
    ...{ words: 'Refunded', kind: 'money', of: ({ refundedMinor }) => refundedMinor, isLoss: true },
    means: 'Given back of these orders, whenever that was',
  },
} as const satisfies Record<string, Measure>

export type MeasureName = keyof typeof MEASURES

export const measureOf = (name: MeasureName): Measure => MEASURES[name]

export const named = <Name extends string>(words: Record<Name, unknown>): Name[] =>
  Object.keys(words) as Name[]
