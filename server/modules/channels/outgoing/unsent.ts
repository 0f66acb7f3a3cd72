import type { CanonicalOrder } from '../canonical.ts'
import type { Outgoing } from './store.ts'

export type ShippedLine = { externalId: string | null; shippedQuantity: number }
export type SentLine = { externalLineId: string; quantity: number }

/** The lines of an order before and after a parcel left, as its event tells them. */
export type Leaving = {
  before: readonly (ShippedLine & { line: number })[]
  after: readonly (ShippedLine & { line: number })[]
}

/** The lines that left with one parcel, whatever has left since. */
export const linesLeaving = (leaving: Leaving): SentLine[] =>
  piecesAdded(leaving, ({ shippedQuantity }) => shippedQuantity)

type EventLine = { line: number; externalId: string | null }

/** The pieces by which a number of each line has grown from one version to the next. */
export function piecesAdded<Line extends EventLine>(
  { before, after }: { before: readonly Line[]; after: readonly Line[] },
  numberOf: (line: Line) => number,
): SentLine[] {
  const earlier = new Map(before.map((one) => [one.line, numberOf(one)]))
  return after.flatMap((one) => {
    const { line, externalId } = one
    const quantity = numberOf(one) - (earlier.get(line) ?? 0)
    return externalId === null || quantity <= 0 ? [] : [{ externalLineId: externalId, quantity }]
  })
}

/**
 * The pieces that have left here and of which the platform does not know, neither from us nor
 * because it has sent the parcel itself.
 */
export function unsentLines(
  lines: readonly ShippedLine[],
  known: Pick<CanonicalOrder, 'fulfillments' | 'lines'>,
  told: readonly SentLine[],
): SentLine[] {
  const sent = new Map<string, number>()
  for (const { externalLineId, quantity } of told) {
    sent.set(externalLineId, (sent.get(externalLineId) ?? 0) + quantity)
  }
  const there = new Map(
    known.lines.map(({ externalLineId, fulfilledQuantity }) => [
      ...[externalLineId, Math.floor(Number(fulfilledQuantity))],
    ]) as [string, number][],
  )
  return lines.flatMap(({ externalId, shippedQuantity }) => {
    if (externalId === null) return []
    // The platform also counts what we told it, so it knows of the larger of both numbers.
    const heard = Math.max(sent.get(externalId) ?? 0, there.get(externalId) ?? 0)
    const quantity = shippedQuantity - heard
    return quantity > 0 ? [{ externalLineId: externalId, quantity }] : []
  })
}

/**
 * Whether one row goes before another that waits, and never before itself. Only one of two that
 * wait may leave its pieces to the other, or neither would be told.
 */
export function isBefore(other: Outgoing, row: Outgoing): boolean {
  if (other.state !== 'waiting') return true
  const apart = other.createdAt.getTime() - row.createdAt.getTime()
  return apart === 0 ? other.id < row.id : apart < 0
}

/** The pieces that are in both lists. */
export function both(wanted: SentLine[], unsent: SentLine[]): SentLine[] {
  const left = new Map(unsent.map(({ externalLineId, quantity }) => [externalLineId, quantity]))
  return wanted
    .map(({ externalLineId, quantity }) => ({
      ...{ externalLineId, quantity: Math.min(quantity, left.get(externalLineId) ?? 0) },
    }))
    .filter(({ quantity }) => quantity > 0)
}
