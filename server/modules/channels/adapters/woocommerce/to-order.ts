import type { LosslessObject } from '#platform/lossless-json.ts'
import type {
  CanonicalAddress,
  CanonicalCustomer,
  CanonicalFlag,
  CanonicalOrder,
  CanonicalPayment,
  CanonicalPaymentRecord,
  CanonicalPickup,
  CanonicalTotals,
} from '../../canonical.ts'
import { refundedAs } from '../../refunded-as.ts'
import { addsUp, type Amounts, amountsIn } from '../shape/amounts.ts'
import { at } from '../shape/json.ts'
import { countryOf, currencyOf, idOf, NOTE_MAX, textOf, wordsOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { wordsIn } from './entities.ts'
import { linesOf } from './lines.ts'
import { entriesOf } from './php.ts'
import { refundsOf } from './refunds.ts'
import { trackedOf } from './tracking.ts'
import { type Axes, axesOf, isDraft, UNKNOWN } from './status.ts'

/** Translates an order of the REST interface in version 3, which webhooks carry as well. */
export function toOrder(
  order: LosslessObject,
  { refundDetails, slug }: { refundDetails: LosslessObject[]; slug: string },
): CanonicalOrder | undefined {
  const externalId = idOf(order['id'])
  const placedAt = placedAtOf(order)
  if (externalId === null || placedAt === null) return undefined
  const flags = new Set<CanonicalFlag>()
  const currency = currencyOf(order['currency'])
  if (currency === null) flags.add('missing_currency_code')
  const amounts = amountsIn(currency ?? 'XXX', flags)
  const axes = axesOf(slug) ?? UNKNOWN
  if (axes === UNKNOWN && !isDraft(slug)) flags.add('unknown_status')
  const refunds = refundsOf(order, refundDetails, amounts)
  const isFulfilled = axes.fulfillment === 'fulfilled'
  const lines = linesOf(order, { amounts, flags, refunds, isFulfilled, goesOut: goesOut(order) })
  const payment = paymentOf(order, { slug, payment: axes.payment })
  const isPaid = !UNPAID.has(payment) || paidAtOf(order) !== null
  const takenOffMinor = amounts.sum(refunds.map((refund) => refund.amountMinor))
  const totals = totalsOf(order, amounts, { takenOffMinor, isPaid })
  if (!addsUp(totals, false, roundedIn(order, totals))) flags.add('totals_mismatch')
  if (totals.grandTotalMinor === null) flags.add('total_unknown_yet')
  const people = peopleOf(order, axes, flags)
  return {
    externalId,
    number: textOf(order['number'], 100) ?? externalId,
    kind: 'consumer',
    isTest: false,
    fulfilledBy: 'merchant',
    placedAt,
    externalUpdatedAt: instantOf(order['date_modified_gmt']),
    currency,
    totals,
    // All amounts of the interface are without tax, whatever `prices_include_tax` says of the shop.
    taxIncluded: false,
    taxRemittedBy: 'merchant',
    presentment: null,
    lifecycle: axes.lifecycle,
    paymentStatus: withRefunds(payment, totals),
    fulfillmentStatus: axes.fulfillment,
    channelStatus: wordsOf(order, 'status', 'payment_method', 'date_paid_gmt'),
    ...people,
    lines,
    ...extrasOf(order, amounts),
    payments: currency === null ? [] : paymentsOf(order, currency, amounts),
    refunds,
    fulfillments: trackedOf(order),
    note: wordsIn(order['customer_note'], NOTE_MAX),
    tags: [],
    meta: wordsOf(order, 'created_via', 'prices_include_tax', 'payment_method_title'),
    cancelRequested: false,
    shipBy: null,
    acceptBy: null,
    flags: [...flags],
    decision: decisionOf(order, slug, totals),
  }
}

/**
 * Whether somebody packs the goods. Goods to download need nobody, and WooCommerce asks for no way
 * to send them; what is paid later leaves with the order that the deposit was paid for.
 */
const goesOut = (order: LosslessObject): boolean =>
  !isBalance(order) &&
  (order['needs_processing'] !== false || entriesOf(order['shipping_lines']).length > 0)

/** WooCommerce Deposits, and YITH Deposits and Down Payments. */
const FOR_BALANCES = new Set(['wc_deposits', 'yith_wcdp_balance_order'])

/**
 * Whether the order only asks for the rest of the money, after a deposit was paid. It has the same
 * goods as the order of the deposit, beside which it stands.
 */
const isBalance = (order: LosslessObject): boolean =>
  idOf(order['parent_id']) !== null && FOR_BALANCES.has(textOf(order['created_via']) ?? '')

/**
 * When the order was placed. A draft may have no date but that of its change. Without times in UTC
 * those of the shop's own clock are taken, which are a few hours off at most.
 */
const placedAtOf = (order: LosslessObject): string | null =>
  instantOf(order['date_created_gmt']) ??
  instantOf(order['date_modified_gmt']) ??
  instantOf(order['date_created'])

function decisionOf(order: LosslessObject, slug: string, { grandTotalMinor }: CanonicalTotals) {
  if (isDraft(slug)) return 'ignore'
  if (currencyOf(order['currency']) === null || grandTotalMinor === null) return 'quarantine'
  return isBalance(order) ? 'import_mirror_only' : 'import'
}

/** What is given back of an order that nobody has paid only makes it cheaper: no money moves. */
const UNPAID: ReadonlySet<CanonicalPayment> = new Set(['pending', 'cod_pending', 'failed'])

function totalsOf(
  order: LosslessObject,
  amounts: Amounts,
  { takenOffMinor, isPaid }: { takenOffMinor: number; isPaid: boolean },
): CanonicalTotals {
  const grandTotalMinor = amounts.read(order['total'])
  const isLess = !isPaid && takenOffMinor > 0 && grandTotalMinor !== null
  const items = entriesOf(order['line_items']).map((item) =>
    amounts.readOrZero(textOf(item['subtotal']) ?? item['total']),
  )
  const fees = entriesOf(order['fee_lines']).map((fee) => amounts.readOrZero(fee['total']))
  return {
    itemsMinor: amounts.sum(items),
    discountMinor: amounts.read(order['discount_total']),
    shippingMinor: amounts.read(order['shipping_total']),
    feesMinor: amounts.sum(fees),
    taxMinor: amounts.read(order['total_tax']),
    grandTotalMinor,
    currentTotalMinor: isLess ? Math.max(0, grandTotalMinor - takenOffMinor) : null,
    refundedMinor: isPaid ? takenOffMinor : 0,
    outstandingMinor: null,
  }
}

/**
 * Where prices have their tax in them, what is left without it has more digits than the interface
 * shows: each figure may be off by half a unit, and the total is right all the same.
 */
function roundedIn(order: LosslessObject, totals: CanonicalTotals): number {
  const { discountMinor, shippingMinor, taxMinor } = totals
  if (!taxMinor) return 0
  const parts = entriesOf(order['line_items']).length + entriesOf(order['fee_lines']).length
  const sums = [discountMinor, shippingMinor, taxMinor].filter(Boolean).length
  return Math.floor((parts + sums) / 2)
}

/** The statuses in which an order counts as to be paid on delivery, or at the counter. */
const OPEN_AND_PAID: ReadonlySet<string> = new Set(['processing', 'ready-for-pickup'])

/** The payment status before refunds; an order without a time of payment may be one of the door. */
function paymentOf(
  order: LosslessObject,
  { slug, payment }: { slug: string; payment: CanonicalPayment },
): CanonicalPayment {
  const isOwed = order['payment_method'] === 'cod' && paidAtOf(order) === null
  return isOwed && OPEN_AND_PAID.has(slug) ? 'cod_pending' : payment
}

/** A partial refund changes neither the status nor the total, so the refunds decide. */
const withRefunds = (
  payment: CanonicalPayment,
  { refundedMinor, grandTotalMinor }: CanonicalTotals,
): CanonicalPayment =>
  refundedMinor && payment !== 'refunded' ? refundedAs(refundedMinor, grandTotalMinor) : payment

/**
 * When it was paid; without a time in UTC that of the shop's own clock, which says at least that it
 * was.
 */
const paidAtOf = (order: LosslessObject): string | null =>
  instantOf(order['date_paid_gmt']) ?? instantOf(order['date_paid'])

function paymentsOf(
  order: LosslessObject,
  currency: string,
  amounts: Amounts,
): CanonicalPaymentRecord[] {
  const paidAt = paidAtOf(order)
  if (paidAt === null) return []
  return [
    {
      externalId: idOf(order['transaction_id']) ?? `order ${idOf(order['id'])}`,
      method: textOf(order['payment_method']) ?? 'unknown',
      kind: 'sale',
      status: 'paid',
      amountMinor: amounts.readOrZero(order['total']),
      currency,
      at: paidAt,
    },
  ]
}

function peopleOf(order: LosslessObject, axes: Axes, flags: Set<CanonicalFlag>) {
  const customer = customerOf(order)
  const billingAddress = addressOf(order, 'billing')
  const shippingAddress = addressOf(order, 'shipping')
  // A guest has given a name and an address, but the shop has no account of that person.
  if (idOf(order['customer_id']) === null) flags.add('no_customer')
  if (!billingAddress) flags.add('no_billing_address')
  const pickup = pickupOf(order, axes)
  if (!shippingAddress && !pickup) flags.add('no_shipping_address')
  return {
    customer,
    billingAddress,
    shippingAddresses: shippingAddress ? [shippingAddress] : [],
    ...(pickup && { pickup }),
  }
}

/** The ways of delivery that mean collection; older shops number them, as in `local_pickup:3`. */
const PICKUP = /^(local_pickup|local_pickup_plus|pickup_location)(:|$)/

/** The pick-up point, where every way of delivery is one: what is sent in part needs an address. */
function pickupOf(order: LosslessObject, { fulfillment }: Axes): CanonicalPickup | undefined {
  const ways = entriesOf(order['shipping_lines'])
  const pickups = ways.filter((way) => PICKUP.test(textOf(way['method_id']) ?? ''))
  const isSaid = ways.length > 0 && pickups.length === ways.length
  if (fulfillment !== 'ready_for_pickup' && !isSaid) return undefined
  const titles = pickups.flatMap((way) => wordsIn(way['method_title']) ?? [])
  return { title: titles.join(', ') || 'Pickup' }
}

function customerOf(order: LosslessObject): CanonicalCustomer | null {
  const billing = (name: string) => wordsIn(at(order, 'billing', name))
  const name = [billing('first_name'), billing('last_name')].filter(Boolean).join(' ')
  const externalId = idOf(order['customer_id'])
  const phone = billing('phone') ?? billing('cellphone')
  const [email, company] = [billing('email'), billing('company')]
  if (externalId === null && !name && !email && !phone && !company) return null
  return { externalId, name, email, phone, company, taxId: null, isAlias: false }
}

function addressOf(order: LosslessObject, kind: 'billing' | 'shipping'): CanonicalAddress | null {
  const part = (name: string) => wordsIn(at(order, kind, name))
  const line1 = withNumber(part('address_1'), part('number'))
  const city = part('city')
  const postalCode = part('postcode')
  if (!line1 && !city && !postalCode) return null
  return {
    name: [part('first_name'), part('last_name')].filter(Boolean).join(' '),
    company: part('company'),
    line1: line1 ?? '',
    line2: part('address_2'),
    line3: null,
    city: city ?? '',
    district: part('neighborhood'),
    region: part('state'),
    postalCode,
    country: countryOf(at(order, kind, 'country')),
    phone: part('phone') ?? part('cellphone'),
  }
}

/** Shops of Brazil ask for the number of the house in a field of its own. */
function withNumber(line1: string | null, number: string | null): string | null {
  const words = line1?.split(/[\s,]+/) ?? []
  return !line1 || !number || words.includes(number) ? line1 : `${line1}, ${number}`
}

/** Shipping, fees, discounts and taxes of the whole order. */
function extrasOf(order: LosslessObject, amounts: Amounts) {
  return {
    shippingLines: entriesOf(order['shipping_lines']).map((line) => ({
      title: wordsIn(line['method_title']) ?? '',
      code: textOf(line['method_id']),
      amountMinor: amounts.readOrZero(line['total']),
      taxMinor: amounts.readOrZero(line['total_tax']),
    })),
    fees: entriesOf(order['fee_lines']).map((fee) => ({
      name: wordsIn(fee['name']) ?? '',
      amountMinor: amounts.readOrZero(fee['total']),
      taxMinor: amounts.readOrZero(fee['total_tax']),
    })),
    discounts: entriesOf(order['coupon_lines']).map((coupon) => ({
      code: wordsIn(coupon['code']),
      title: wordsIn(coupon['code']) ?? '',
      amountMinor: amounts.readOrZero(coupon['discount']),
      scope: 'order' as const,
    })),
    taxes: entriesOf(order['tax_lines']).map((tax) => ({
      title: wordsIn(tax['label']) ?? textOf(tax['rate_code']) ?? '',
      rate: textOf(tax['rate_percent']),
      amountMinor: amounts.sum([
        amounts.readOrZero(tax['tax_total']),
        amounts.readOrZero(tax['shipping_tax_total']),
      ]),
    })),
  }
}
