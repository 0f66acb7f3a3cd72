import type { Adapter, Reading } from '../adapter.ts'
import type { CanonicalFlag, CanonicalLine, CanonicalOrder } from '../canonical.ts'

/**
 * What holds for an order of any platform, whatever it has sent: each of its lines has an id of its
 * own, because by that it is found again, and a person decides what nobody can pack or charge.
 */
export const withCheckedOrders = (adapter: Adapter): Adapter => ({
  ...adapter,
  read: (message) => adapter.read(message).map(soundReading),
})

const soundReading = (reading: Reading): Reading =>
  reading.type === 'order' ? { ...reading, order: soundOrder(reading.order) } : reading

function soundOrder(order: CanonicalOrder): CanonicalOrder {
  const isDistinct = isAllDifferent(order.lines.map(({ externalLineId }) => externalLineId))
  const added: CanonicalFlag[] = []
  if (!isDistinct) added.push('line_without_identifier')
  if (goesToSeveral(order)) added.push('several_shipping_addresses')
  if (isRefundUnsaid(order)) added.push('refund_amount_unknown')
  const isUnclear = order.flags.includes('unknown_quantity') || isOfNoCurrency(order)
  const mustWait = isUnclear && order.decision === 'import'
  if (added.length === 0 && !mustWait) return order
  return {
    ...{ ...order, flags: [...new Set([...order.flags, ...added])] },
    lines: isDistinct ? order.lines : distinct(order.lines),
    decision: mustWait ? 'quarantine' : order.decision,
  }
}

const isAllDifferent = (texts: string[]): boolean => new Set(texts).size === texts.length

/** One order of ours goes to one place: who packs it must be told before it leaves. */
const goesToSeveral = ({ shippingAddresses }: CanonicalOrder): boolean =>
  new Set(shippingAddresses.map((address) => JSON.stringify(address))).size > 1

/** A part of its money went back, and nobody says how much: all of it still counts as paid. */
const isRefundUnsaid = ({ paymentStatus, totals }: CanonicalOrder): boolean =>
  paymentStatus === 'partially_refunded' && (totals.refundedMinor ?? 0) <= 0

/** Before a platform says the currency it says no amount either, as Amazon of pending orders. */
const isOfNoCurrency = ({ currency, totals }: CanonicalOrder): boolean =>
  currency === null && totals.grandTotalMinor !== null

/** The second line of an id is another one: `7#2`. */
function distinct(lines: CanonicalLine[]): CanonicalLine[] {
  const seen = new Map<string, number>()
  return lines.map((line) => {
    const count = (seen.get(line.externalLineId) ?? 0) + 1
    seen.set(line.externalLineId, count)
    const externalLineId = `${line.externalLineId}#${count}`
    return count === 1 ? line : { ...line, externalLineId }
  })
}
