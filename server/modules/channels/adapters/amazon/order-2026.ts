import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalOrder, CanonicalShipment } from '../../canonical.ts'
import { at, listOf, objectsOf } from '../shape/json.ts'
import { quantityOf } from '../shape/quantity.ts'
import { idOf, joined, textOf, textsOf, wordsOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { isCancelAsked, isTaxRemitted, linesOf, partsOf } from './lines-2026.ts'
import { currencyIn, moneyIn } from './money.ts'
import { deliveryNoteOf } from './packing.ts'
import { addressOf, customerOf, IN_STORE, isWhole } from './people.ts'
import { arrivedAs, axesOf, decisionOf, fulfilledBy } from './status.ts'
import { owedOf, taxOf, totalsOf } from './totals.ts'

/** Translates an order of the Orders API 2026-01-01; undefined without an id and a time. */
export function orderOf2026(order: LosslessObject): CanonicalOrder | undefined {
  const externalId = idOf(order['orderId'])
  const placedAt = instantOf(order['createdTime'])
  if (externalId === null || placedAt === null) return undefined
  const flags = new Set<CanonicalFlag>()
  const grandTotal = at(order, 'proceeds', 'grandTotal')
  const prices = objectsOf(order['orderItems']).map((item) => {
    return at(item, 'product', 'price', 'unitPrice')
  })
  const currency = currencyIn(grandTotal, ...prices)
  const money = moneyIn(currency, flags)
  const lines = linesOf(order, money, flags)
  const paid = objectsOf(at(order, 'payment', 'paymentExecutions')).map((one) => ({
    ...{ method: one['paymentMethod'], amount: one['paymentAmount'] },
  }))
  const totals = {
    ...totalsOf(partsOf(order, lines, money), money.of(grandTotal)),
    outstandingMinor: owedOf(paid, money),
  }
  const { taxIncluded, fits } = taxOf(totals)
  const by = fulfilledBy(textOf(at(order, 'fulfillment', 'fulfilledBy')))
  if (by === undefined) flags.add('unknown_fulfiller')
  const statuses = statusesOf(order, flags)
  const people = peopleOf(order)
  if (currency === null || totals.grandTotalMinor === null) flags.add('total_unknown_yet')
  // Orders of this generation include their lines, so a total without any line is a contradiction.
  const isForNothing = lines.length === 0 && (totals.grandTotalMinor ?? 0) > 0
  if (!fits || isForNothing) flags.add('totals_mismatch')
  if (people.customer === null) flags.add('buyer_not_included')
  if (!people.pickup && !isWhole(people.shippingAddresses[0])) flags.add('pii_missing')
  if (lines.some(({ line }) => line.sku === null)) flags.add('unmapped_sku')
  return {
    ...{ externalId, number: externalId, kind: 'consumer', isTest: false },
    fulfilledBy: by ?? 'merchant',
    ...{ placedAt, externalUpdatedAt: instantOf(order['lastUpdatedTime']), currency, totals },
    ...{ taxIncluded, taxRemittedBy: isTaxRemitted(order) ? 'channel' : 'merchant' },
    presentment: null,
    ...statuses,
    ...people,
    billingAddress: null,
    lines: lines.map(({ line }) => line),
    ...{ shippingLines: [], fees: [], discounts: [], taxes: [], payments: [], refunds: [] },
    fulfillments: packagesOf(order),
    ...{ note: noteOf(order), tags: [], meta: metaOf(order) },
    cancelRequested: isCancelAsked(order),
    shipBy: instantOf(at(order, 'fulfillment', 'shipByWindow', 'latestDateTime')),
    acceptBy: null,
    flags: [...flags],
    decision: decisionOf(by),
  }
}

function statusesOf(order: LosslessObject, flags: Set<CanonicalFlag>) {
  const word = textOf(at(order, 'fulfillment', 'fulfillmentStatus'))
  const methods = objectsOf(at(order, 'payment', 'paymentExecutions')).map(
    ({ paymentMethod }) => textOf(paymentMethod) ?? '',
  )
  const { axes, isKnown } = axesOf(word, methods)
  if (!isKnown) flags.add('unknown_fulfillment_status')
  return {
    ...arrivedAs(axes, arrivedIn(order)),
    channelStatus: wordsOf(order['fulfillment'], 'fulfillmentStatus', 'fulfilledBy'),
  }
}

/** What became of the parcels, where it is the same of all that were not cancelled. */
function arrivedIn(order: LosslessObject): 'delivered' | 'returned' | undefined {
  const ends = objectsOf(order['packages'])
    .map(({ packageStatus }) => packageStatus)
    .filter((status) => at(status, 'status') !== 'CANCELLED')
    .map((status) => {
      if (at(status, 'detailedStatus') === 'RETURNED_TO_SELLER') return 'returned'
      return at(status, 'status') === 'DELIVERED' ? 'delivered' : undefined
    })
  return ends.every((end) => end === ends[0]) ? ends[0] : undefined
}

function peopleOf(order: LosslessObject) {
  const address = addressOf(at(order, 'recipient', 'deliveryAddress'))
  const registration = objectsOf(at(order, 'tax', 'taxRegistrations')).find(
    ({ entityType }) => entityType === 'BUYER',
  )
  return {
    customer: customerOf(order['buyer'], {
      ...{ name: 'buyerName', email: 'buyerEmail' },
      company: at(order, 'buyer', 'buyerCompanyName'),
      taxNumber: registration?.['taxRegistrationNumber'],
    }),
    shippingAddresses: address ? [address] : [],
    ...(programsOf(order).includes(PICKUP) && { pickup: IN_STORE }),
  }
}

const PICKUP = 'IN_STORE_PICK_UP'

const programsOf = (order: LosslessObject): string[] => textsOf(listOf(order['programs']))

function noteOf(order: LosslessObject): string | null {
  const wish = at(order, 'recipient', 'deliveryPreference')
  return deliveryNoteOf(at(wish, 'dropOffLocation'), at(wish, 'addressInstruction'))
}

const packagesOf = (order: LosslessObject): CanonicalShipment[] =>
  objectsOf(order['packages']).map((one, index) => ({
    externalId: textOf(one['packageReferenceId']) ?? String(index + 1),
    status: textOf(at(one, 'packageStatus', 'status')) ?? 'UNKNOWN',
    carrier: textOf(one['carrier']),
    service: textOf(one['shippingService']),
    trackingNumbers: textsOf([one['trackingNumber']]),
    trackingUrls: [],
    at: instantOf(one['shipTime']),
    lines: objectsOf(one['packageItems']).map((item) => ({
      externalLineId: idOf(item['orderItemId']) ?? '',
      quantity: quantityOf(item['quantity']) ?? '0',
    })),
  }))

function metaOf(order: LosslessObject): Record<string, string> {
  const programs = programsOf(order).join(', ')
  const payments = objectsOf(at(order, 'payment', 'paymentExecutions'))
  const paymentMethods = textsOf(payments.map((one) => one['paymentMethod'])).join(', ')
  const alias = objectsOf(order['orderAliases']).find(
    ({ aliasType }) => aliasType === 'SELLER_ORDER_ID',
  )
  const deliverBy = at(order, 'fulfillment', 'deliverByWindow', 'latestDateTime')
  // The orders that this one replaces, or belongs to as an exchange.
  const associatedOrders = objectsOf(order['associatedOrders'])
    .map((one) => joined(one['associationType'], one['orderId']))
    .join(', ')
  const more = {
    ...{ programs, paymentMethods, sellerOrderId: alias?.['aliasId'], deliverBy },
    associatedOrders,
  }
  return {
    ...wordsOf(order['salesChannel'], 'marketplaceId', 'marketplaceName'),
    ...wordsOf(order['fulfillment'], 'fulfillmentServiceLevel'),
    ...wordsOf(order['buyer'], 'buyerPurchaseOrderNumber'),
    ...wordsOf(more, ...Object.keys(more)),
  }
}
