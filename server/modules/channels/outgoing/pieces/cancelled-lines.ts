import type { Order } from '#orders'
import type { CanonicalOrder } from '../../canonical.ts'
import { worthOf } from '../refunds/refundable.ts'
import type { Outgoing } from '../store.ts'
import { piecesAdded, type SentLine, unsentLines } from '../unsent.ts'

type CancelledLine = { line: number; externalId: string | null; cancelledQuantity: number }

/** The lines of an order before and after pieces were cancelled, as their event tells them. */
export type Cancelling = { before: readonly CancelledLine[]; after: readonly CancelledLine[] }

/** The body of a row of the kind `cancel_lines`. */
export type CancelledBody = { lines: SentLine[]; reason: string }

export const cancelledIn = ({ body }: Pick<Outgoing, 'body'>): CancelledBody =>
  body as CancelledBody

/** The mark in the words of a cancellation, by which it is recognised as ours. */
export const markOf = ({ id }: Pick<Outgoing, 'id'>): string => `[cancel ${id.slice(-8)}]`

/** The pieces that this cancellation took out, whatever was cancelled before or since. */
export const linesCancelled = (cancelling: Cancelling): SentLine[] =>
  piecesAdded(cancelling, ({ cancelledQuantity }) => cancelledQuantity)

/**
 * The pieces that are cancelled here and still wanted there: the platform knows of those that it
 * has taken out itself, and of those that it was told of.
 */
export function untoldPieces(order: Order, known: CanonicalOrder, told: Outgoing[]): SentLine[] {
  const ours = order.lines.map(({ externalId, cancelledQuantity }) => ({
    ...{ externalId, shippedQuantity: cancelledQuantity },
  }))
  const lines = known.lines.map((line) => ({
    ...line,
    fulfilledQuantity: String(Number(line.quantity) - Number(line.activeQuantity)),
  }))
  const others = told.filter(({ kind, state }) => kind === 'cancel_lines' && state !== 'refused')
  return unsentLines(
    ours,
    { ...known, lines },
    others.flatMap((row) => cancelledIn(row).lines),
  )
}

/** What these pieces have cost, for platforms that want to be told an amount. */
export const worthOfLines = (known: CanonicalOrder, lines: readonly SentLine[]): number =>
  lines.reduce((sum, { externalLineId, quantity }) => {
    const line = known.lines.find((one) => one.externalLineId === externalLineId)
    return line ? sum + worthOf(line, quantity, known.taxIncluded) : sum
  }, 0)
