import type { LosslessObject } from '#platform/lossless-json.ts'
import type {
  CanonicalFlag,
  CanonicalLine,
  CanonicalOrder,
  CanonicalRefund,
  CanonicalShipment,
  CanonicalTotals,
} from '../../canonical.ts'
import { addsUp, type Amounts, amountsIn } from '../shape/amounts.ts'
import { at, isTrue, listOf, objectsOf } from '../shape/json.ts'
import { timesQuantity } from '../shape/quantity.ts'
import { currencyOf, NOTE_MAX, recordOf, textOf, textsOf, wordsOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import {
  canonicalShippingLine,
  discountsOf,
  feesOf,
  pickupOf,
  shippingLinesOf,
  shippingOf,
  taxesOf,
  taxRemittedBy,
} from './charges.ts'
import { ownId } from './ids.ts'
import { boughtLines, discountOf, lineOf } from './lines.ts'
import { addressOf, customerOf } from './people.ts'
import { type Exchange, paymentsOf, refundOf, whole } from './refunds.ts'
import { shipmentOf } from './shipments.ts'
import { fulfillmentStatusOf, lifecycleOf, paymentStatusOf } from './statuses.ts'

/**
 * Translates an order of the REST shape, which webhooks have as well. Returns the reason where it
 * is none.
 */
export function toOrder(order: LosslessObject): CanonicalOrder | { why: string } {
  const externalId = ownId(order)
  const placedAt = instantOf(at(order, 'processed_at')) ?? instantOf(at(order, 'created_at'))
  if (externalId === null) return { why: 'it has no id' }
  if (placedAt === null) return { why: 'it does not say when it was placed' }

  const flags = new Set<CanonicalFlag>()
  const currency =
    currencyOf(at(order, 'currency')) ??
    currencyOf(at(order, 'total_price_set', 'shop_money', 'currency_code'))
  if (currency === null) return { why: 'it does not say its currency' }
  const amounts = amountsIn(currency, flags)
  const bought = boughtLines(order)
  const parts = { order, amounts, flags }
  const lines = bought.flatMap((line, index) => lineOf(line, index, parts) ?? [])
  if (lines.length < bought.length) return { why: 'a line does not say how many' }

  const presentment = presentmentOf(order, currency)
  const refunds = refundsOf(order, amounts, exchangeOf(order, presentment, amounts))
  const allocatedMinor = amounts.sum([
    ...lines.map(({ discountMinor }) => discountMinor),
    ...shippingLinesOf(order).map((line) => discountOf(line, amounts)),
  ])
  const totals = totalsOf(order, { lines, refunds, allocatedMinor }, amounts)
  const taxIncluded = isTrue(at(order, 'taxes_included'))
  // `total_discounts` is what the buyer is shown; what counts for the total is allocated to the
  // lines.
  const takenOff = isSpread(order) ? [allocatedMinor] : [allocatedMinor, totals.discountMinor]
  if (!takenOff.some((discountMinor) => addsUp({ ...totals, discountMinor }, taxIncluded))) {
    flags.add('totals_mismatch')
  }
  if (totals.grandTotalMinor === null) flags.add('total_unknown_yet')

  const isTest = isTrue(at(order, 'test'))
  const shipTo = addressOf(at(order, 'shipping_address'))
  const pickup = pickupOf(order, shipTo !== null)
  if (!shipTo && !pickup) flags.add('no_shipping_address')
  const draft: Omit<CanonicalOrder, 'flags'> = {
    ...{ externalId, number: numberOf(order, externalId), kind: 'consumer', isTest, placedAt },
    ...{ currency, totals, taxIncluded, presentment, lines, refunds },
    fulfilledBy: 'merchant',
    externalUpdatedAt: instantOf(at(order, 'updated_at')),
    taxRemittedBy: taxRemittedBy(order),
    lifecycle: lifecycleOf(order),
    paymentStatus: paymentStatusOf(order, totals, flags),
    fulfillmentStatus: fulfillmentStatusOf(order, flags),
    channelStatus: wordsOf(order, ...STATUS_FIELDS),
    customer: customerOf(order, flags),
    billingAddress: addressOf(at(order, 'billing_address')),
    shippingAddresses: shipTo ? [shipTo] : [],
    ...(pickup && { pickup }),
    shippingLines: shippingLinesOf(order).map((line) => canonicalShippingLine(line, amounts)),
    fees: feesOf(order, amounts),
    discounts: discountsOf(order, amounts),
    taxes: taxesOf(order, amounts),
    payments: paymentsOf(order, currency),
    fulfillments: shipmentsOf(order),
    note: textOf(at(order, 'note'), NOTE_MAX),
    tags: tagsOf(order),
    meta: metaOf(order),
    ...{ cancelRequested: false, shipBy: null, acceptBy: null },
    decision: decisionOf(isTest, totals),
  }
  return { ...draft, flags: [...flags] }
}

const STATUS_FIELDS = ['financial_status', 'fulfillment_status', 'cancel_reason', 'confirmed']

/** Versions before 2018 tell of a discount on the whole order, and of no part of it on a line. */
const isSpread = (order: LosslessObject): boolean =>
  boughtLines(order).some((line) => at(line, 'discount_allocations') !== undefined)

const numberOf = (order: LosslessObject, externalId: string): string =>
  textOf(at(order, 'name')) ?? textOf(at(order, 'order_number')) ?? externalId

function decisionOf(isTest: boolean, { grandTotalMinor }: CanonicalTotals) {
  if (isTest) return 'import_as_test'
  return grandTotalMinor === null ? 'quarantine' : 'import'
}

function totalsOf(
  order: LosslessObject,
  known: { lines: CanonicalLine[]; refunds: CanonicalRefund[]; allocatedMinor: number },
  amounts: Amounts,
): CanonicalTotals {
  const { lines, refunds, allocatedMinor } = known
  const items = lines.map((line) => timesQuantity(line.unitPriceMinor ?? 0, line.quantity))
  const fees = feesOf(order, amounts).map(({ amountMinor }) => amountMinor)
  return {
    itemsMinor: amounts.sum(items),
    discountMinor: amounts.read(at(order, 'total_discounts')) ?? allocatedMinor,
    shippingMinor: shippingOf(order, amounts),
    feesMinor: amounts.sum(fees),
    taxMinor: amounts.readOrZero(at(order, 'total_tax')),
    grandTotalMinor: amounts.read(at(order, 'total_price')),
    currentTotalMinor: amounts.read(at(order, 'current_total_price')),
    refundedMinor: amounts.sum(refunds.map(({ amountMinor }) => amountMinor)),
    outstandingMinor: amounts.read(at(order, 'total_outstanding')),
  }
}

function presentmentOf(order: LosslessObject, currency: string): CanonicalOrder['presentment'] {
  const shown = currencyOf(at(order, 'presentment_currency'))
  if (shown === null || shown === currency) return null
  const total = at(order, 'total_price_set', 'presentment_money', 'amount')
  const grandTotalMinor = amountsIn(shown, new Set()).read(total)
  return grandTotalMinor === null ? null : { currency: shown, grandTotalMinor }
}

function exchangeOf(
  order: LosslessObject,
  presentment: CanonicalOrder['presentment'],
  amounts: Amounts,
): Exchange {
  const totalMinor = amounts.read(at(order, 'total_price'))
  if (!presentment || totalMinor === null || presentment.grandTotalMinor <= 0) return null
  const { currency, grandTotalMinor: shownMinor } = presentment
  return {
    currency,
    toShop: (minor) =>
      Number(
        (BigInt(minor) * BigInt(totalMinor) * 2n + BigInt(shownMinor)) / BigInt(2 * shownMinor),
      ),
  }
}

function refundsOf(order: LosslessObject, amounts: Amounts, exchange: Exchange): CanonicalRefund[] {
  const given = objectsOf(at(order, 'refunds'))
  const refunds = given.flatMap((refund) => refundOf(refund, amounts, exchange) ?? [])
  const totalMinor = amounts.read(at(order, 'total_price'))
  const isWhole = textOf(at(order, 'financial_status')) === 'refunded'
  return exchange && totalMinor !== null
    ? whole(refunds, { totalMinor, isWhole, exchange })
    : refunds
}

const shipmentsOf = (order: LosslessObject): CanonicalShipment[] =>
  objectsOf(at(order, 'fulfillments')).flatMap((fulfillment) => shipmentOf(fulfillment) ?? [])

/** Shopify allows no longer tags. */
const TAG_MAX = 255

/** The tags, which Shopify writes as one text with commas. */
function tagsOf(order: LosslessObject): string[] {
  const tags = (textOf(at(order, 'tags'), 10_000) ?? '').split(',')
  return [...new Set(tags.flatMap((tag) => textOf(tag, TAG_MAX) ?? []))].slice(0, 250)
}

function metaOf(order: LosslessObject): Record<string, string> {
  const gateways = textsOf(listOf(at(order, 'payment_gateway_names'))).join(', ')
  return {
    ...recordOf(at(order, 'note_attributes')),
    ...wordsOf(order, 'source_name', 'po_number'),
    ...(gateways && { payment_gateways: gateways }),
  }
}
