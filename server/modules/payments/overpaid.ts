type Amount = { amountMinor: number }

/** What was taken beyond what the order costs, and is not promised back by an earlier refund. */
export function overpaidMinor(charge: Amount, refunds: readonly Amount[], costMinor: number) {
  const promisedMinor = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  return Math.max(0, charge.amountMinor - promisedMinor - costMinor)
}
