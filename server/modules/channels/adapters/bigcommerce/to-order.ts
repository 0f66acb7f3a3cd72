import type { LosslessObject } from '#platform/lossless-json.ts'
import type {
  CanonicalAddress,
  CanonicalCustomer,
  CanonicalFlag,
  CanonicalOrder,
  CanonicalPayment,
  CanonicalPickup,
  CanonicalTotals,
} from '../../canonical.ts'
import { refundedAs } from '../../refunded-as.ts'
import { type Amounts, amountsIn } from '../shape/amounts.ts'
import { at, isObject, isTrue, objectOf } from '../shape/json.ts'
import { isPaidAtTheDoor } from '../shape/paid-at-the-door.ts'
import { pickupIn } from '../shape/pickup.ts'
import { countryOf, firstOf, idOf, joined, NOTE_MAX, textOf, wordsOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { linesOf } from './lines.ts'
import {
  currencyIn,
  discountsOf,
  feesOf,
  isSound,
  paymentsOf,
  presentmentOf,
  refundsOf,
  totalsOf,
} from './money.ts'
import type { Parts } from './parts.ts'
import { shipmentOf } from './shipments.ts'
import { type Axes, axesOf, INCOMPLETE, shippedOf, UNKNOWN } from './status.ts'

/** Translates an order of the V2 interface with its parts. Amounts are without tax. */
export function toOrder(parts: Parts): CanonicalOrder | undefined {
  const { order } = parts
  const externalId = idOf(order['id'])
  const placedAt = instantOf(order['date_created']) ?? instantOf(order['date_modified'])
  if (externalId === null || placedAt === null) return undefined
  const flags = new Set<CanonicalFlag>()
  const currency = currencyIn(order)
  if (currency === null) flags.add('missing_currency_code')
  const amounts = amountsIn(currency ?? 'XXX', flags)
  const statusId = textOf(order['status_id'])
  const axes = axesOf(statusId) ?? UNKNOWN
  if (axes === UNKNOWN) flags.add('unknown_status')
  const refunds = refundsOf(parts.refunds ?? [], amounts)
  const totals = totalsOf(parts, amounts, refunds)
  if (!isSound(order, amounts)) flags.add('totals_mismatch')
  if (totals.grandTotalMinor === null) flags.add('total_unknown_yet')
  const lines = linesOf(parts, amounts, flags)
  return {
    externalId,
    number: externalId,
    kind: 'consumer',
    isTest: false,
    fulfilledBy: 'merchant',
    placedAt,
    externalUpdatedAt: instantOf(order['date_modified']),
    currency,
    totals,
    taxIncluded: false,
    taxRemittedBy: 'merchant',
    presentment: presentmentOf(order, currency),
    lifecycle: axes.lifecycle,
    paymentStatus: paymentOf(order, axes, totals),
    fulfillmentStatus: statusId === '14' ? shippedIn(order) : axes.fulfillment,
    channelStatus: wordsOf(order, 'status_id', 'status', 'custom_status', 'payment_status'),
    ...peopleOf(parts, flags),
    lines,
    ...extrasOf(parts, amounts),
    payments: currency === null ? [] : paymentsOf(order, currency, amounts),
    refunds,
    fulfillments: parts.shipments.map(shipmentOf),
    note: textOf(order['customer_message'], NOTE_MAX),
    tags: [],
    meta: wordsOf(order, 'payment_method', 'order_source', 'channel_id', 'external_id'),
    // Whoever archives an order that is still to be sent may want it cancelled, so a person
    // decides.
    cancelRequested: isTrue(order['is_deleted']) && axes.lifecycle === 'open',
    shipBy: null,
    acceptBy: null,
    flags: [...flags],
    decision: decisionOf(statusId, currency, totals),
  }
}

function decisionOf(statusId: string | null, currency: string | null, totals: CanonicalTotals) {
  if (statusId === INCOMPLETE) return 'ignore'
  return currency === null || totals.grandTotalMinor === null ? 'quarantine' : 'import'
}

function paymentOf(order: LosslessObject, axes: Axes, totals: CanonicalTotals): CanonicalPayment {
  const refunded = totals.refundedMinor ?? 0
  const isAwaited = axes.payment === 'pending' && axes !== UNKNOWN
  if (isAwaited && isPaidAtTheDoor([order['payment_method']])) return 'cod_pending'
  if (refunded <= 0 || axes.payment === 'disputed') return axes.payment
  return refundedAs(refunded, totals.grandTotalMinor)
}

const shippedIn = (order: LosslessObject) =>
  shippedOf(Number(textOf(order['items_total'])), Number(textOf(order['items_shipped'])))

function peopleOf(parts: Parts, flags: Set<CanonicalFlag>) {
  const { order, addresses } = parts
  const billing = order['billing_address']
  const billingAddress = isObject(billing) ? addressOf(billing) : null
  const shippingAddresses = (addresses ?? []).flatMap((address) => addressOf(address) ?? [])
  if (idOf(order['customer_id']) === null) flags.add('no_customer')
  if (!billingAddress) flags.add('no_billing_address')
  const isNone = addresses
    ? shippingAddresses.length === 0
    : order['shipping_address_count'] === '0' || isTrue(order['order_is_digital'])
  const pickup = pickupOf(parts, isNone)
  if (isNone && !pickup) flags.add('no_shipping_address')
  const people = { customer: customerOf(order), billingAddress, shippingAddresses }
  return { ...people, ...(pickup && { pickup }) }
}

/**
 * The pick-up point, where every consignment is collected: what is sent in part needs an address.
 */
function pickupOf(
  { order, addresses, pickups }: Parts,
  isNone: boolean,
): CanonicalPickup | undefined {
  const [place] = pickups ?? []
  if (place && isNone) {
    const title = firstOf(place['pickup_method_display_name'], at(place, 'location', 'name'))
    return { title: title ?? 'Pickup' }
  }
  const ways = (addresses ?? []).map((address) =>
    pickupIn([address['shipping_method']], { hasAddress: true }),
  )
  if (!ways.includes(undefined) && ways[0]) return ways[0]
  const isAwaited = isNone && axesOf(textOf(order['status_id']))?.fulfillment === 'ready_for_pickup'
  return isAwaited ? { title: 'Pickup' } : undefined
}

function customerOf(order: LosslessObject): CanonicalCustomer | null {
  const billing = objectOf(order['billing_address'])
  const externalId = idOf(order['customer_id'])
  const name = joined(billing['first_name'], billing['last_name'])
  const [email, phone, company] = ['email', 'phone', 'company'].map((part) => textOf(billing[part]))
  if (externalId === null && !name && !email && !phone && !company) return null
  const known = { email: email ?? null, phone: phone ?? null, company: company ?? null }
  return { externalId, name, ...known, taxId: null, isAlias: false }
}

function addressOf(address: LosslessObject): CanonicalAddress | null {
  const line1 = textOf(address['street_1'])
  const city = textOf(address['city'])
  const postalCode = textOf(address['zip'])
  if (!line1 && !city && !postalCode) return null
  return {
    name: joined(address['first_name'], address['last_name']),
    company: textOf(address['company']),
    line1: line1 ?? '',
    line2: textOf(address['street_2']),
    line3: null,
    city: city ?? '',
    district: null,
    region: textOf(address['state']),
    postalCode,
    country: countryOf(address['country_iso2']),
    phone: textOf(address['phone']),
  }
}

/** Shipping, fees, discounts and taxes of the whole order. */
function extrasOf(parts: Parts, amounts: Amounts) {
  const { order, addresses, fees } = parts
  const taxMinor = amounts.readOrZero(order['total_tax'])
  return {
    shippingLines: (addresses ?? [])
      .filter((address) => textOf(address['shipping_method']) !== null)
      .map((address) => ({
        title: textOf(address['shipping_method']) ?? '',
        code: null,
        amountMinor: amounts.readOrZero(address['cost_ex_tax']),
        taxMinor: amounts.readOrZero(address['cost_tax']),
      })),
    fees: feesOf(order, fees, amounts),
    discounts: discountsOf(parts, amounts),
    taxes: taxMinor === 0 ? [] : [{ title: 'Tax', rate: null, amountMinor: taxMinor }],
  }
}
