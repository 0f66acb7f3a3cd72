import type { Order } from '#orders'
import type { CanonicalLine, CanonicalOrder, CanonicalRefund } from '../../canonical.ts'
import type { Outgoing } from '../store.ts'

export type RefundLine = { externalLineId: string; quantity: number }

/** The body of a row of the kind `refund`. */
export type RefundBody = {
  amountMinor: number
  currency: string
  reason: string
  lines: RefundLine[]
}

export const refundIn = ({ body }: Pick<Outgoing, 'body'>): RefundBody => body as RefundBody

/** The mark in the words of a refund, by which it is recognised as ours. */
export const markOf = ({ id }: Pick<Outgoing, 'id'>): string => `[refund ${id.slice(-8)}]`

/** Our refund as the platform lists it, once it does. */
export const echoOf = (
  row: Pick<Outgoing, 'id' | 'reference'>,
  refunds: readonly CanonicalRefund[],
): CanonicalRefund | undefined =>
  refunds.find(({ externalId, reason }) => {
    return reason?.includes(markOf(row)) || externalId === row.reference?.split('/').at(-1)
  })

type Standing = {
  order: Pick<Order, 'grandTotalMinor' | 'refundedMinor'>
  /** The last version of the platform, and the same with the parts that came since. */
  version: CanonicalOrder
  whole: CanonicalOrder
  told: readonly Outgoing[]
}

/** What can still be given back: an amount, and pieces of each line. */
export type Refundable = { amountMinor: number; pieces: ReadonlyMap<string, number> }

/**
 * Calculates what can still be given back. A refund that is on its way counts as given back until
 * the platform refuses it or lists it itself.
 */
export function refundableOf({ order, version, whole, told }: Standing): Refundable {
  const open = told
    .filter(({ kind, state }) => kind === 'refund' && state !== 'refused')
    .filter((row) => !echoOf(row, whole.refunds))
    .map(refundIn)
  const openMinor = open.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const known = new Set(version.refunds.map(({ externalId }) => externalId))
  const since = whole.refunds.filter(({ externalId }) => !known.has(externalId))
  const gone = new Map<string, number>()
  for (const { externalLineId, quantity } of [...since, ...open].flatMap(({ lines }) => [
    ...(lines as { externalLineId: string; quantity: string | number }[]),
  ])) {
    gone.set(externalLineId, (gone.get(externalLineId) ?? 0) + Number(quantity))
  }
  const pieces = version.lines.map(({ externalLineId, activeQuantity }) => {
    const left = Math.floor(Number(activeQuantity)) - (gone.get(externalLineId) ?? 0)
    return [externalLineId, Math.max(0, left)] as const
  })
  return {
    amountMinor: Math.max(0, order.grandTotalMinor - order.refundedMinor - openMinor),
    pieces: new Map(pieces),
  }
}

/** What so many pieces of a line have cost the buyer, including their part of discount and tax. */
export function worthOf(
  { quantity, totalMinor, unitPriceMinor, discountMinor, taxMinor }: CanonicalLine,
  pieces: number,
  taxIncluded: boolean,
): number {
  const ordered = Number(quantity)
  if (!(ordered > 0)) return 0
  const beforeTax = totalMinor ?? (unitPriceMinor ?? 0) * ordered - discountMinor
  const costMinor = beforeTax + (taxIncluded ? 0 : taxMinor)
  return Math.max(0, Math.floor((costMinor * Math.min(pieces, ordered)) / ordered))
}
