import type { Adapter, Reading } from '../adapter.ts'
import type { CanonicalFlag, CanonicalLine, CanonicalOrder } from '../canonical.ts'

/**
 * Checks each order that an adapter reads for what must hold on every platform: no two lines have
 * the same id, because lines are found again by it; a time lies at most a year ahead; and an order
 * that nobody could pack or charge waits for a person.
 */
export const withCheckedOrders = (adapter: Adapter): Adapter => ({
  ...adapter,
  read: (message) => {
    const receivedAt = message.headers['x-penstock-received-at']
    return adapter.read(message).map((reading) => soundReading(reading, receivedAt))
  },
})

const soundReading = (reading: Reading, receivedAt: string | undefined): Reading =>
  reading.type === 'order'
    ? { ...reading, order: soundOrder(withoutFalseTimes(reading.order, receivedAt)) }
    : reading

/** A clock that is ahead by less is ahead in all its times, so the order of changes still holds. */
const AHEAD_MAX_MS = 366 * 24 * 3_600_000

/**
 * Takes away times that cannot be true. An update of the year 2999 would count as newer than every
 * later one, and the order would never change again.
 */
function withoutFalseTimes(order: CanonicalOrder, receivedAt: string | undefined): CanonicalOrder {
  if (receivedAt === undefined) return order
  const latest = Date.parse(receivedAt) + AHEAD_MAX_MS
  const isFalse = (time: string | null) => time !== null && Date.parse(time) > latest
  const { placedAt, externalUpdatedAt } = order
  if (!isFalse(placedAt) && !isFalse(externalUpdatedAt)) return order
  return {
    ...order,
    placedAt: isFalse(placedAt) ? receivedAt : placedAt,
    externalUpdatedAt: isFalse(externalUpdatedAt) ? null : externalUpdatedAt,
  }
}

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

/**
 * Whether parts of the order go to several places. An order of ours goes to one, so whoever packs
 * it must be told.
 */
const goesToSeveral = ({ shippingAddresses }: CanonicalOrder): boolean =>
  new Set(shippingAddresses.map((address) => JSON.stringify(address))).size > 1

/**
 * Whether a part of the money went back and nobody says how much, so that all of it counts as paid.
 */
const isRefundUnsaid = ({ paymentStatus, totals }: CanonicalOrder): boolean =>
  paymentStatus === 'partially_refunded' && (totals.refundedMinor ?? 0) <= 0

/**
 * Whether amounts are said without a currency. It is fine if neither is said, as in pending orders
 * of Amazon.
 */
const isOfNoCurrency = ({ currency, totals }: CanonicalOrder): boolean =>
  currency === null && totals.grandTotalMinor !== null

/** Gives the second line of the same id another one: `7#2`. */
function distinct(lines: CanonicalLine[]): CanonicalLine[] {
  const seen = new Map<string, number>()
  return lines.map((line) => {
    const count = (seen.get(line.externalLineId) ?? 0) + 1
    seen.set(line.externalLineId, count)
    const externalLineId = `${line.externalLineId}#${count}`
    return count === 1 ? line : { ...line, externalLineId }
  })
}
