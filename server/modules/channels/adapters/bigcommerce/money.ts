import type { LosslessObject } from '#platform/lossless-json.ts'
import { exponentOf } from '#platform/money.ts'
import type {
  CanonicalDiscount,
  CanonicalFlag,
  CanonicalOrder,
  CanonicalPaymentRecord,
  CanonicalRefund,
  CanonicalTotals,
} from '../../canonical.ts'
import { type Amounts, amountsIn } from '../shape/amounts.ts'
import { isTrue, objectsOf } from '../shape/json.ts'
import { quantityOf } from '../shape/quantity.ts'
import { currencyOf, firstOf, idOf, textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import type { Parts } from './parts.ts'

/**
 * The currency of the amounts: the one of the transaction, and not `currency_code`, which was
 * shown.
 */
export const currencyIn = (order: LosslessObject): string | null =>
  currencyOf(order['default_currency_code']) ?? currencyOf(order['currency_code'])

export function totalsOf(
  { order, fees, refunds }: Parts,
  amounts: Amounts,
  given: CanonicalRefund[],
): CanonicalTotals {
  // Unit prices have four digits as a rule, so that rounding them deserves no flag.
  const quiet = amountsIn(currencyIn(order) ?? 'XXX', new Set<CanonicalFlag>())
  const itemsMinor = quiet.read(order['subtotal_ex_tax'])
  const shippingMinor = amounts.read(order['shipping_cost_ex_tax'])
  const feesMinor = amounts.sum(feesOf(order, fees, amounts).map((fee) => fee.amountMinor))
  const fullMinor = amounts.sum([itemsMinor ?? 0, shippingMinor ?? 0, feesMinor])
  return {
    ...{ itemsMinor, shippingMinor, feesMinor },
    discountMinor: discountIn(order, fullMinor, amounts),
    taxMinor: amounts.read(order['total_tax']),
    grandTotalMinor: amounts.read(order['total_inc_tax']),
    currentTotalMinor: null,
    refundedMinor: refundedOf(order, refunds !== null, amounts, given),
    outstandingMinor: null,
  }
}

/**
 * The discount. It may include the coupons or stand beside them; the total shows which is the case.
 * Where prices include tax the discount does as well, and what makes the total is without it.
 */
function discountIn(order: LosslessObject, fullMinor: number, amounts: Amounts): number | null {
  const givenMinor = amounts.read(order['discount_amount'])
  const couponMinor = amounts.readOrZero(order['coupon_discount'])
  const totalMinor = amounts.read(order['total_ex_tax'])
  const bothMinor = amounts.sum([givenMinor ?? 0, couponMinor])
  if (totalMinor === null || bothMinor === 0) return givenMinor
  const makesTotal = (discountMinor: number) =>
    Math.abs(fullMinor - discountMinor - totalMinor) <= ROUNDED_APART_MAX
  const said = [givenMinor ?? 0, bothMinor].find(makesTotal)
  if (said !== undefined) return said
  const untaxedMinor = fullMinor - totalMinor
  const isWithTax = isTrue(order['is_tax_inclusive_pricing']) && untaxedMinor > 0
  return isWithTax && untaxedMinor < bothMinor ? untaxedMinor : givenMinor || couponMinor
}

/** How far a sum may be off, because each of its parts is rounded by itself. */
const ROUNDED_APART_MAX = 2

/**
 * What was refunded, from the list of refunds, because `refunded_amount` is documented as always
 * zero. Without that list the amount counts where it is not zero; otherwise the result is null
 * where the status says that something was refunded.
 */
function refundedOf(
  order: LosslessObject,
  isKnown: boolean,
  amounts: Amounts,
  refunds: CanonicalRefund[],
): number | null {
  if (isKnown) return amounts.sum(refunds.map((refund) => refund.amountMinor))
  const saidMinor = amounts.readOrZero(order['refunded_amount'])
  if (saidMinor > 0) return saidMinor
  return ['4', '14'].includes(textOf(order['status_id']) ?? '') ? null : 0
}

/**
 * Whether the totals that BigCommerce names agree. Other fields do not add up to its total, so only
 * these are compared.
 */
export function isSound(order: LosslessObject, amounts: Amounts): boolean {
  const before = amounts.read(order['total_ex_tax'])
  const tax = amounts.read(order['total_tax'])
  const all = amounts.read(order['total_inc_tax'])
  if (all !== null && all < 0) return false
  if (before === null || tax === null || all === null) return true
  // Amounts of four digits are rounded each by itself, so the sum may differ from the total by one.
  return Math.abs(before + tax - all) <= 1
}

export function feesOf(
  order: LosslessObject,
  fees: LosslessObject[],
  amounts: Amounts,
): CanonicalOrder['fees'] {
  const costs = [
    { name: 'Handling', field: 'handling_cost' },
    { name: 'Gift wrapping', field: 'wrapping_cost' },
  ].map(({ name, field }) => ({
    name,
    amountMinor: amounts.readOrZero(order[`${field}_ex_tax`]),
    taxMinor: amounts.readOrZero(order[`${field}_tax`]),
  }))
  const listed = fees.map((fee) => ({
    name: firstOf(fee['display_name_customer'], fee['display_name_merchant'], fee['name']) ?? '',
    // Published answers contain both spellings.
    amountMinor: amounts.readOrZero(fee['cost_ex_tax'] ?? fee['cost_exc_tax']),
    taxMinor: amounts.readOrZero(fee['cost_tax']),
  }))
  return [...costs.filter((cost) => cost.amountMinor !== 0), ...listed]
}

export function discountsOf({ order, coupons }: Parts, amounts: Amounts): CanonicalDiscount[] {
  const entry = (code: string | null, title: string, amountMinor: number): CanonicalDiscount => {
    return { code, title, amountMinor, scope: 'order' }
  }
  const couponMinor = amounts.readOrZero(order['coupon_discount'])
  const byCode = (coupons ?? []).map((coupon) => {
    const code = textOf(coupon['code'])
    return entry(code, code ?? 'Coupon', amounts.readOrZero(coupon['discount']))
  })
  const ofCoupons = byCode.length > 0 ? byCode : [entry(null, 'Coupons', couponMinor)]
  const manual = entry(null, 'Discount', amounts.readOrZero(order['discount_amount']))
  return [...ofCoupons, manual].filter(({ amountMinor }) => amountMinor !== 0)
}

/** The payments. Store credit and gift certificates are ways to pay, and no discounts. */
export function paymentsOf(
  order: LosslessObject,
  currency: string,
  amounts: Amounts,
): CanonicalPaymentRecord[] {
  const means = [
    { method: 'store_credit', amountMinor: amounts.readOrZero(order['store_credit_amount']) },
    {
      method: 'gift_certificate',
      amountMinor: amounts.readOrZero(order['gift_certificate_amount']),
    },
  ]
  return means
    .filter(({ amountMinor }) => amountMinor > 0)
    .map(({ method, amountMinor }) => ({
      externalId: `${method} ${idOf(order['id'])}`,
      method,
      kind: 'sale',
      status: 'paid',
      amountMinor,
      currency,
      at: instantOf(order['date_created']),
    }))
}

export const refundsOf = (refunds: LosslessObject[], amounts: Amounts): CanonicalRefund[] =>
  refunds.map((refund, index) => {
    const items = objectsOf(refund['items'])
    const amountOf = (item: LosslessObject) => amounts.readOrZero(item['requested_amount'])
    const ofType = (type: string) => items.filter((item) => item['item_type'] === type)
    return {
      externalId: idOf(refund['id']) ?? `refund ${index + 1}`,
      at: instantOf(refund['created']),
      amountMinor: movedOf(refund, amounts),
      reason: textOf(refund['reason']),
      lines: ofType('PRODUCT').map((item) => ({
        externalLineId: idOf(item['item_id']) ?? '',
        quantity: quantityOf(item['quantity']) ?? '0',
        amountMinor: amountOf(item),
        taxMinor: 0,
        // BigCommerce restocks nothing by itself.
        restock: false,
      })),
      shippingMinor: amounts.sum(ofType('SHIPPING').map(amountOf)),
    }
  })

/** The money that a refund has moved; a declined payment has moved none. */
function movedOf(refund: LosslessObject, amounts: Amounts): number {
  const payments = objectsOf(refund['payments'])
  if (payments.length === 0) return amounts.readOrZero(refund['total_amount'])
  const moved = payments.filter((payment) => !isTrue(payment['is_declined']))
  return amounts.sum(moved.map((payment) => amounts.readOrZero(payment['amount'])))
}

/**
 * The total that the buyer saw, where that was in another currency; it is rounded in that currency.
 */
export function presentmentOf(
  order: LosslessObject,
  currency: string | null,
): CanonicalOrder['presentment'] {
  const shown = currencyOf(order['currency_code'])
  if (shown === null || shown === currency) return null
  const total = DECIMAL.exec(textOf(order['total_inc_tax']) ?? '')
  const rate = DECIMAL.exec(textOf(order['currency_exchange_rate']) ?? '')
  if (!total || !rate) return null
  const digits = BigInt(digitsOf(total)) * BigInt(digitsOf(rate)) * 10n ** BigInt(exponentOf(shown))
  const unit = 10n ** BigInt(2 * DIGITS)
  const grandTotalMinor = Number((digits + unit / 2n) / unit)
  return Number.isSafeInteger(grandTotalMinor) ? { currency: shown, grandTotalMinor } : null
}

const DIGITS = 10
const DECIMAL = /^(\d{1,12})(?:\.(\d{1,10}))?$/

const digitsOf = ([, whole = '', fraction = '']: RegExpExecArray): string =>
  whole + fraction.padEnd(DIGITS, '0')
