import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalLine, CanonicalOrder } from '../../canonical.ts'
import { addsUp, type Amounts, amountsIn } from '../shape/amounts.ts'
import { at, isTrue, objectsOf } from '../shape/json.ts'
import { isWhole, orderedOf, quantityOf, timesQuantity } from '../shape/quantity.ts'
import { countryOf, currencyOf, idOf, skuOf, textOf, wordsOf } from '../shape/text.ts'
import { timeOf } from './time.ts'

/** A seller who does not accept an order within this time loses it. */
const ACCEPT_WITHIN_MS = 11.5 * 60_000

type Axes = Pick<CanonicalOrder, 'lifecycle' | 'paymentStatus' | 'fulfillmentStatus'>

const axes = (
  lifecycle: Axes['lifecycle'],
  paymentStatus: Axes['paymentStatus'],
  fulfillmentStatus: Axes['fulfillmentStatus'],
): Axes => ({ lifecycle, paymentStatus, fulfillmentStatus })

const AXES = new Map<string, Axes>([
  ['CREATED', axes('open', 'paid', 'unfulfilled')],
  ['ACCEPTED', axes('open', 'paid', 'unfulfilled')],
  ['READY', axes('open', 'paid', 'ready_for_pickup')],
  ['PICKED_UP', axes('open', 'paid', 'fulfilled')],
  ['DELIVERED', axes('closed', 'paid', 'delivered')],
  ['DENIED', axes('cancelled', 'refunded', 'unfulfilled')],
  ['EXPIRED', axes('cancelled', 'refunded', 'unfulfilled')],
  ['CANCELLED', axes('cancelled', 'refunded', 'unfulfilled')],
  ['CANCELED', axes('cancelled', 'refunded', 'unfulfilled')],
])

/**
 * Translates an order of a consumer. No quick-commerce platform of India publishes its format, so
 * this one is ours, after what others of that trade document; see the README of the module.
 */
export function marketplaceOrderOf(body: LosslessObject): CanonicalOrder | undefined {
  const externalId = idOf(body['order_id'])
  const placedAt = timeOf(body['created_at'])
  if (externalId === null || placedAt === null) return undefined
  const flags = new Set<CanonicalFlag>()
  const currency = currencyOf(body['currency'])
  if (currency === null) flags.add('missing_currency_code')
  const amounts = amountsIn(currency ?? 'INR', flags)
  const lines = objectsOf(body['items']).map((item, index) => lineOf(item, index, amounts, flags))
  const totals = totalsOf(body, lines, amounts)
  if (!addsUp(totals, false)) flags.add('totals_mismatch')
  const status = textOf(body['status'])?.toUpperCase() ?? ''
  const found = AXES.get(status)
  if (!found) flags.add('unknown_status')
  const people = peopleOf(body, flags)
  const isTest = isTrue(body['is_test'])
  return {
    ...{ externalId, number: textOf(body['display_id']) ?? externalId },
    ...{ kind: 'consumer', isTest, fulfilledBy: 'merchant' },
    ...{ placedAt, externalUpdatedAt: timeOf(body['updated_at']), currency, totals },
    ...{ taxIncluded: false, taxRemittedBy: 'merchant', presentment: null },
    ...(found ?? axes('open', 'pending', 'unfulfilled')),
    channelStatus: wordsOf(body, 'status'),
    ...people,
    lines,
    ...{ shippingLines: [], fees: [], discounts: [], taxes: [], payments: [], refunds: [] },
    ...{ fulfillments: [], note: textOf(body['instructions']), tags: [], meta: {} },
    cancelRequested: false,
    shipBy: timeOf(body['pickup_by']),
    acceptBy: status === 'CREATED' ? acceptByOf(body, placedAt) : null,
    flags: [...flags],
    decision: isTest ? 'import_as_test' : 'import',
  }
}

const acceptByOf = (body: LosslessObject, placedAt: string): string =>
  timeOf(body['accept_by']) ?? new Date(Date.parse(placedAt) + ACCEPT_WITHIN_MS).toISOString()

function lineOf(
  item: LosslessObject,
  index: number,
  amounts: Amounts,
  flags: Set<CanonicalFlag>,
): CanonicalLine {
  const quantity = orderedOf(item['quantity'], flags)
  const unitPriceMinor = amounts.read(item['unit_price'])
  const sku = skuOf(item['sku'])
  if (sku === null) flags.add('unmapped_sku')
  if (!isWhole(quantity)) flags.add('fractional_quantity')
  return {
    externalLineId: idOf(item['line_id']) ?? String(index + 1),
    parentLineId: null,
    sku,
    channelProductId: idOf(item['item_id']),
    channelVariantId: null,
    title: textOf(item['name']) ?? '',
    variantTitle: null,
    quantity,
    activeQuantity: quantityOf(item['active_quantity']) ?? quantity,
    fulfilledQuantity: '0',
    unitPriceMinor,
    discountMinor: 0,
    taxMinor: amounts.readOrZero(item['tax']),
    totalMinor: unitPriceMinor === null ? null : timesQuantity(unitPriceMinor, quantity),
    ...{ requiresShipping: true, giftCard: false, properties: {} },
  }
}

function totalsOf(body: LosslessObject, lines: CanonicalLine[], amounts: Amounts) {
  const charge = (name: string) => amounts.readOrZero(at(body, 'charges', name))
  return {
    itemsMinor: amounts.sum(lines.map((line) => line.totalMinor ?? 0)),
    discountMinor: charge('discount'),
    shippingMinor: charge('delivery'),
    feesMinor: charge('packaging'),
    taxMinor: charge('tax'),
    grandTotalMinor: amounts.read(body['total']),
    currentTotalMinor: null,
    refundedMinor: amounts.readOrZero(body['refunded']),
    outstandingMinor: null,
  }
}

function peopleOf(body: LosslessObject, flags: Set<CanonicalFlag>) {
  const name = textOf(at(body, 'customer', 'name'))
  const phone = textOf(at(body, 'customer', 'phone'))
  const field = (key: string) => textOf(at(body, 'delivery_address', key))
  const line1 = field('line1')
  if (name === null) flags.add('no_customer')
  if (line1 === null) flags.add('no_shipping_address')
  const address = {
    ...{ name: name ?? '', company: null, line1: line1 ?? '', line2: field('line2'), line3: null },
    ...{ city: field('city') ?? '', district: null, region: field('state') },
    postalCode: field('postal_code'),
    country: countryOf(field('country') ?? undefined),
    phone,
  }
  return {
    customer:
      name === null
        ? null
        : // The phone is a number of the platform's that leads to the buyer for a few hours.
          {
            ...{ externalId: null, name, email: null, phone },
            ...{ company: null, taxId: null, isAlias: true },
          },
    billingAddress: null,
    shippingAddresses: line1 === null ? [] : [address],
  }
}
