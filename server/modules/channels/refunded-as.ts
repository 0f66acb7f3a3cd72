/** What an order is whose money went back; as long as its total is unknown, some of it is left. */
export const refundedAs = (
  refundedMinor: number,
  grandTotalMinor: number | null,
): 'refunded' | 'partially_refunded' =>
  refundedMinor >= (grandTotalMinor ?? Infinity) ? 'refunded' : 'partially_refunded'
