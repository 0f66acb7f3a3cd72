import type { Adapter, Reading } from '../adapter.ts'
import type { CanonicalFlag, CanonicalLine, CanonicalOrder } from '../canonical.ts'

/**
 * What holds for an order of any platform, whatever it has sent: each of its lines has an id of its
 * own, because by that it is found again, a person decides what nobody can pack or charge, and
 * nothing has happened a year after it was told.
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

/** A clock that is wrong by less is wrong in all that it says, and the order of changes holds. */
const AHEAD_MAX_MS = 366 * 24 * 3_600_000

/**
 * A time that cannot be true is no time: an update of the year 2999 would be newer than all that
 * follow, and its order never change again.
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
