import type { Figures } from './contract.ts'

/** The figures that the rollup keeps; `figuresOf` works out the others from them. */
export type Sums = Omit<Figures, 'netMinor' | 'totalMinor' | 'averageOrderMinor'>

export const NO_SUMS: Sums = {
  ...{ orders: 0, cancelled: 0, pieces: 0, grossMinor: 0, discountMinor: 0, refundedMinor: 0 },
  ...{ shippingMinor: 0, taxMinor: 0, otherMinor: 0 },
}

export function figuresOf(sums: Sums): Figures {
  const { orders, grossMinor, discountMinor, refundedMinor } = sums
  const { shippingMinor, taxMinor, otherMinor } = sums
  const netMinor = grossMinor - discountMinor - refundedMinor
  const totalMinor = netMinor + shippingMinor + taxMinor + otherMinor
  return {
    ...{ ...sums, netMinor, totalMinor },
    averageOrderMinor: orders === 0 ? null : Math.round((totalMinor + refundedMinor) / orders),
  }
}

/** All rows must be of one currency. */
export function sumOf(rows: Sums[]): Sums {
  const sum = { ...NO_SUMS }
  for (const row of rows) {
    for (const name of Object.keys(NO_SUMS) as (keyof Sums)[]) sum[name] += row[name]
  }
  return sum
}
