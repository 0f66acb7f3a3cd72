import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { minorOf } from '#platform/money.ts'
import type {
  CanonicalPaymentRecord,
  CanonicalRefund,
  CanonicalRefundLine,
} from '../../canonical.ts'
import type { Amounts } from '../shape/amounts.ts'
import { at, objectsOf } from '../shape/json.ts'
import { quantityOf } from '../shape/quantity.ts'
import { currencyOf, textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { ownId } from './ids.ts'
import { refundedLineId } from './lines.ts'

/**
 * Converts amounts of the buyer's currency into the shop's, by the ratio of the order's two totals.
 */
export type Exchange = { currency: string; toShop(minor: number): number } | null

/**
 * A refund. Its transactions say how much money has moved; its lines only say which goods came
 * back. There may be lines without money and money without lines.
 */
export function refundOf(
  refund: LosslessObject,
  amounts: Amounts,
  exchange: Exchange,
): CanonicalRefund | undefined {
  const externalId = ownId(refund)
  if (externalId === null) return undefined
  const moved = objectsOf(at(refund, 'transactions')).filter(
    (one) => at(one, 'kind') === 'refund' && at(one, 'status') === 'success',
  )
  const lines = objectsOf(at(refund, 'refund_line_items')).flatMap((one) => lineOf(one, amounts))
  const shippingMinor = shippingOf(refund, amounts)
  const movedMinor = amounts.sum(moved.map((one) => movedIn(one, amounts, exchange)))
  const worth = lines.map(({ amountMinor, taxMinor }) => amountMinor + taxMinor)
  return {
    externalId,
    at: instantOf(at(refund, 'processed_at')) ?? instantOf(at(refund, 'created_at')),
    amountMinor: nearer(movedMinor, amounts.sum([...worth, shippingMinor]), exchange),
    reason: textOf(at(refund, 'note')),
    ...{ lines, shippingMinor },
  }
}

/**
 * Takes the exact worth of the goods where the converted amount differs from it by no more than one
 * unit of the buyer.
 */
function nearer(movedMinor: number, worthMinor: number, exchange: Exchange): number {
  if (exchange === null || movedMinor === 0) return movedMinor
  return Math.abs(movedMinor - worthMinor) <= exchange.toShop(1) + 1 ? worthMinor : movedMinor
}

/**
 * Corrects converted refunds, each of which may be off by one unit of the buyer: together they must
 * not exceed what was paid, and must equal it where Shopify says that all was refunded. The last
 * one takes up the difference.
 */
export function whole(
  refunds: CanonicalRefund[],
  paid: { totalMinor: number; isWhole: boolean; exchange: NonNullable<Exchange> },
): CanonicalRefund[] {
  const { totalMinor, isWhole, exchange } = paid
  const moved = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const missing = totalMinor - moved
  const last = refunds.findLastIndex(({ amountMinor }) => amountMinor > 0)
  const isRounding = Math.abs(missing) <= refunds.length * (exchange.toShop(1) + 1)
  if (last < 0 || !isRounding || (missing > 0 && !isWhole)) return refunds
  return refunds.map((refund, index) =>
    index === last ? { ...refund, amountMinor: refund.amountMinor + missing } : refund,
  )
}

/** The money that a transaction has moved, in the shop's currency, which is that of our books. */
function movedIn(transaction: LosslessObject, amounts: Amounts, exchange: Exchange): number {
  const inShop = amounts.read(at(transaction, 'amount_set', 'shop_money', 'amount'))
  if (inShop !== null) return inShop
  const amount = at(transaction, 'amount')
  if (exchange === null || currencyOf(at(transaction, 'currency')) !== exchange.currency) {
    return amounts.readOrZero(amount)
  }
  const read = typeof amount === 'string' ? minorOf(amount, exchange.currency) : undefined
  return read ? exchange.toShop(read.minor) : 0
}

function lineOf(entry: LosslessObject, amounts: Amounts): CanonicalRefundLine[] {
  const externalLineId = refundedLineId(entry)
  const quantity = quantityOf(at(entry, 'quantity'))
  if (externalLineId === null || quantity === null) return []
  return [
    {
      ...{ externalLineId, quantity },
      amountMinor: amounts.readOrZero(at(entry, 'subtotal')),
      taxMinor: amounts.readOrZero(at(entry, 'total_tax')),
      restock: isRestocked(at(entry, 'restock_type')),
    },
  ]
}

function isRestocked(type: Lossless | undefined): boolean | null {
  switch (textOf(type)) {
    case 'no_restock':
      return false
    case 'return':
    case 'cancel':
    case 'legacy_restock':
      return true
    case null:
    default:
      return null
  }
}

/**
 * The refunded shipping: an adjustment below zero, or in newer versions a list of refunded
 * shipping.
 */
function shippingOf(refund: LosslessObject, amounts: Amounts): number {
  const adjusted = objectsOf(at(refund, 'order_adjustments'))
    .filter((one) => at(one, 'kind') === 'shipping_refund')
    .map((one) => Math.abs(amounts.readOrZero(at(one, 'amount'))))
  if (adjusted.length > 0) return amounts.sum(adjusted)
  return amounts.sum(
    objectsOf(at(refund, 'refund_shipping_lines')).map((one) =>
      amounts.readOrZero(at(one, 'subtotal_amount_set', 'shop_money', 'amount')),
    ),
  )
}

/**
 * The currency of a refund that comes without its order; in an order it stands beside each amount.
 */
export function currencyOfRefund(refund: LosslessObject): string | null {
  const entries = [
    ...objectsOf(at(refund, 'refund_line_items')).map((entry) => at(entry, 'subtotal_set')),
    ...objectsOf(at(refund, 'order_adjustments')).map((entry) => at(entry, 'amount_set')),
    at(refund, 'total_duties_set'),
  ]
  const found = entries.map((entry) => currencyOf(at(entry, 'shop_money', 'currency_code')))
  return found.find((currency) => currency !== null) ?? null
}

const KINDS = ['authorization', 'sale', 'capture', 'refund', 'void'] as const

/** The payments in the body: those of its refunds, and all others where they are included. */
export function paymentsOf(order: LosslessObject, currency: string): CanonicalPaymentRecord[] {
  const all = [
    ...objectsOf(at(order, 'transactions')),
    ...objectsOf(at(order, 'refunds')).flatMap((one) => objectsOf(at(one, 'transactions'))),
  ]
  const records = all.flatMap((transaction) => recordOf(transaction, currency))
  return [...new Map(records.map((record) => [record.externalId, record])).values()]
}

function recordOf(transaction: LosslessObject, currency: string): CanonicalPaymentRecord[] {
  const externalId = ownId(transaction)
  const kind = KINDS.find((one) => one === at(transaction, 'kind'))
  const own = currencyOf(at(transaction, 'currency')) ?? currency
  const amount = at(transaction, 'amount')
  const read = typeof amount === 'string' ? minorOf(amount, own) : undefined
  if (externalId === null || kind === undefined || read === undefined) return []
  return [
    {
      ...{ externalId, kind, currency: own, amountMinor: Math.abs(read.minor) },
      method: textOf(at(transaction, 'gateway')) ?? '',
      status: textOf(at(transaction, 'status')) ?? '',
      at: instantOf(at(transaction, 'processed_at')) ?? instantOf(at(transaction, 'created_at')),
    },
  ]
}
