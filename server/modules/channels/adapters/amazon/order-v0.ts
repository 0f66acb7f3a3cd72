import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalOrder } from '../../canonical.ts'
import { at, isTrue, listOf, objectsOf } from '../shape/json.ts'
import { idOf, textOf, textsOf, wordsOf } from '../shape/text.ts'
import { isCancelAsked, isTaxRemitted, linesOf } from './lines-v0.ts'
import { currencyIn, moneyIn } from './money.ts'
import { deliveryNoteOf } from './packing.ts'
import { addressOf, customerOf, IN_STORE, isWhole } from './people.ts'
import { arrivedAs, axesOf, decisionOf, fulfilledBy } from './status.ts'
import { timeOf } from './time.ts'
import { owedOf, sumOfLines, taxOf, totalsOf } from './totals.ts'

/** The answers that make up an order of v0. Without its items an order is not whole. */
export type PartsV0 = {
  order: LosslessObject
  items: LosslessObject[]
  address: LosslessObject | undefined
  /** How to deliver it, from the answer with the address. */
  delivery: LosslessObject | undefined
  buyer: LosslessObject | undefined
}

/** Translates an order of the Orders API v0; undefined without an id and a time. */
export function orderOfV0({ order, items, ...people }: PartsV0): CanonicalOrder | undefined {
  const externalId = idOf(order['AmazonOrderId'])
  const placedAt = timeOf(order['PurchaseDate'])
  if (externalId === null || placedAt === null) return undefined
  const flags = new Set<CanonicalFlag>()
  const prices = items.map((item) => item['ItemPrice'])
  const currency = currencyIn(order['OrderTotal'], ...prices)
  const money = moneyIn(currency, flags)
  const lines = linesOf(items, money, flags)
  const parts = lines.length > 0 ? sumOfLines(lines) : null
  const totals = {
    ...totalsOf(parts, money.of(order['OrderTotal'])),
    outstandingMinor: owedOf(
      objectsOf(order['PaymentExecutionDetail']).map((one) => ({
        ...{ method: one['PaymentMethod'], amount: one['Payment'] },
      })),
      money,
    ),
  }
  const { taxIncluded, fits } = taxOf(totals)
  const by = fulfilledBy(textOf(order['FulfillmentChannel']))
  if (by === undefined) flags.add('unknown_fulfiller')
  const statuses = statusesOf(order, flags)
  const address = addressOf(people.address ?? order['ShippingAddress'])
  const isPickup = isTrue(order['IsISPU'])
  if (currency === null || totals.grandTotalMinor === null) flags.add('total_unknown_yet')
  if (!fits) flags.add('totals_mismatch')
  if (!isPickup && !isWhole(address)) flags.add('pii_missing')
  if (lines.some(({ line }) => line.sku === null)) flags.add('unmapped_sku')
  return {
    ...{ externalId, number: externalId, kind: 'consumer', isTest: false },
    fulfilledBy: by ?? 'merchant',
    ...{ placedAt, externalUpdatedAt: timeOf(order['LastUpdateDate']), currency, totals },
    ...{ taxIncluded, taxRemittedBy: isTaxRemitted(items) ? 'channel' : 'merchant' },
    presentment: null,
    ...statuses,
    customer: buyerOf(people.buyer ?? order['BuyerInfo'], order['BuyerTaxInformation']),
    billingAddress: null,
    shippingAddresses: address ? [address] : [],
    ...(isPickup && { pickup: IN_STORE }),
    lines: lines.map(({ line }) => line),
    ...{ shippingLines: [], fees: [], discounts: [], taxes: [], payments: [], refunds: [] },
    fulfillments: [],
    ...{ note: noteOf(people.delivery), tags: [], meta: metaOf(order) },
    cancelRequested: isCancelAsked(items),
    shipBy: timeOf(order['LatestShipDate']),
    acceptBy: null,
    flags: [...flags],
    decision: decisionOf(by),
  }
}

function statusesOf(order: LosslessObject, flags: Set<CanonicalFlag>) {
  const methods = [order['PaymentMethod'], ...listOf(order['PaymentMethodDetails'])]
  const { axes, isKnown } = axesOf(textOf(order['OrderStatus']), textsOf(methods))
  if (!isKnown) flags.add('unknown_status')
  const carried = CARRIED.get(textOf(order['EasyShipShipmentStatus']) ?? '')
  return {
    ...arrivedAs(axes, carried),
    channelStatus: wordsOf(order, 'OrderStatus', 'FulfillmentChannel', 'EasyShipShipmentStatus'),
  }
}

/** Where Amazon carries the parcels of its sellers, as in India, it says what became of each. */
const CARRIED = new Map<string, 'delivered' | 'returned'>([
  ['Delivered', 'delivered'],
  ['ReturnedToSeller', 'returned'],
])

/**
 * The buyer. Some marketplaces write the tax data of a company there, and others into the order.
 */
function buyerOf(buyer: Lossless | undefined, taxed: Lossless | undefined) {
  const [tax] = objectsOf(at(buyer, 'BuyerTaxInfo', 'TaxClassifications'))
  return customerOf(buyer, {
    ...{ name: 'BuyerName', email: 'BuyerEmail' },
    company: at(buyer, 'BuyerTaxInfo', 'CompanyLegalName') ?? at(taxed, 'BuyerLegalCompanyName'),
    taxNumber: tax?.['Value'] ?? at(taxed, 'BuyerTaxRegistrationId'),
  })
}

const noteOf = (delivery: LosslessObject | undefined): string | null =>
  deliveryNoteOf(delivery?.['DropOffLocation'], delivery?.['AddressInstructions'])

const metaOf = (order: LosslessObject): Record<string, string> => ({
  ...wordsOf(order, 'MarketplaceId', 'SalesChannel', 'ShipServiceLevel', 'SellerOrderId'),
  ...wordsOf(order, 'IsReplacementOrder', 'ReplacedOrderId', 'IsBusinessOrder', 'IsPrime'),
  ...wordsOf(order, 'LatestDeliveryDate', 'PaymentMethod'),
  ...wordsOf({ purchaseOrder: at(order, 'BuyerInfo', 'PurchaseOrderNumber') }, 'purchaseOrder'),
})
