import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalOrder } from '../../canonical.ts'
import { at, isObject, listOf } from '../shape/json.ts'
import { idOf, textOf, textsOf, wordsOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { isCancelAsked, isTaxRemitted, linesOf } from './lines-v0.ts'
import { currencyIn, moneyIn } from './money.ts'
import { addressOf, customerOf } from './people.ts'
import { axesOf, decisionOf, fulfilledBy } from './status.ts'
import { taxOf, totalsOf } from './totals.ts'

/** What v0 spreads over several answers; without the items an order is not whole. */
export type PartsV0 = {
  order: LosslessObject
  items: LosslessObject[]
  address: LosslessObject | undefined
  buyer: LosslessObject | undefined
}

/** An order as the Orders API v0 gives it; undefined without an id and a time. */
export function orderOfV0({ order, items, ...parts }: PartsV0): CanonicalOrder | undefined {
  const externalId = idOf(order['AmazonOrderId'])
  const placedAt = instantOf(order['PurchaseDate'])
  if (externalId === null || placedAt === null) return undefined
  const flags = new Set<CanonicalFlag>()
  const currency = currencyIn(order['OrderTotal'])
  const money = moneyIn(currency, flags)
  const lines = linesOf(items, money, flags)
  const totals = totalsOf(lines, money.of(order['OrderTotal']))
  const { taxIncluded, fits } = taxOf(totals)
  const by = fulfilledBy(textOf(order['FulfillmentChannel']))
  const statuses = statusesOf(order, flags)
  const address = addressOf(parts.address ?? order['ShippingAddress'])
  if (currency === null || totals.grandTotalMinor === null) flags.add('total_unknown_yet')
  if (!fits) flags.add('totals_mismatch')
  if (address === null) flags.add('pii_missing')
  if (lines.some(({ line }) => line.sku === null)) flags.add('unmapped_sku')
  return {
    ...{ externalId, number: externalId, kind: 'consumer', isTest: false, fulfilledBy: by },
    ...{ placedAt, externalUpdatedAt: instantOf(order['LastUpdateDate']), currency, totals },
    ...{ taxIncluded, taxRemittedBy: isTaxRemitted(items) ? 'channel' : 'merchant' },
    presentment: null,
    ...statuses,
    customer: buyerOf(isObject(parts.buyer) ? parts.buyer : order['BuyerInfo']),
    billingAddress: null,
    shippingAddresses: address ? [address] : [],
    lines: lines.map(({ line }) => line),
    ...{ shippingLines: [], fees: [], discounts: [], taxes: [], payments: [], refunds: [] },
    fulfillments: [],
    ...{ note: null, tags: [], meta: metaOf(order) },
    cancelRequested: isCancelAsked(items),
    shipBy: instantOf(order['LatestShipDate']),
    acceptBy: null,
    flags: [...flags],
    decision: decisionOf(by),
  }
}

function statusesOf(order: LosslessObject, flags: Set<CanonicalFlag>) {
  const methods = [order['PaymentMethod'], ...listOf(order['PaymentMethodDetails'])]
  const { axes, isKnown } = axesOf(textOf(order['OrderStatus']), textsOf(methods))
  if (!isKnown) flags.add('unknown_status')
  return {
    ...axes,
    channelStatus: wordsOf(order, 'OrderStatus', 'FulfillmentChannel', 'EasyShipShipmentStatus'),
  }
}

const buyerOf = (buyer: LosslessObject[string]) =>
  customerOf(buyer, {
    name: 'BuyerName',
    email: 'BuyerEmail',
    company: ['BuyerTaxInfo.CompanyLegalName'],
  })

const metaOf = (order: LosslessObject): Record<string, string> => ({
  ...wordsOf(order, 'MarketplaceId', 'SalesChannel', 'ShipServiceLevel', 'SellerOrderId'),
  ...wordsOf(order, 'IsReplacementOrder', 'IsBusinessOrder', 'IsPrime', 'LatestDeliveryDate'),
  ...wordsOf({ purchaseOrder: at(order, 'BuyerInfo', 'PurchaseOrderNumber') }, 'purchaseOrder'),
})
