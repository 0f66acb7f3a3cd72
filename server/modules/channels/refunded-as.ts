/**
 * Whether an order is refunded or partially refunded. Without a known total it is only partially.
 */
export const refundedAs = (
  refundedMinor: number,
  grandTotalMinor: number | null,
): 'refunded' | 'partially_refunded' =>
  refundedMinor >= (grandTotalMinor ?? Infinity) ? 'refunded' : 'partially_refunded'
