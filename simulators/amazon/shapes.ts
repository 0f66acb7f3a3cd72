import { decimal } from '../frame/amounts.ts'
import type { Wire } from '../frame/wire.ts'
import { type AmazonLine, type AmazonOrder, CURRENCY, totalMinor } from './orders.ts'

export const MARKETPLACE = 'A21TJRUUN4KGV'

const money = (minor: number): Wire => ({
  amount: decimal(minor, CURRENCY),
  currencyCode: CURRENCY,
})

/** Only what was asked for: without PROCEEDS there is no total, without FULFILLMENT no status. */
export function order2026(order: AmazonOrder, included: ReadonlySet<string>): Wire {
  const isPending = order.status === 'PENDING'
  const has = (name: string) => included.has(name)
  return defined({
    orderId: order.id,
    createdTime: order.createdAt.toISOString(),
    lastUpdatedTime: order.updatedAt.toISOString(),
    programs: [],
    salesChannel: {
      channelName: 'AMAZON',
      marketplaceId: MARKETPLACE,
      marketplaceName: 'Amazon.in',
    },
    buyer: has('BUYER') && !isPending ? buyerOf(order) : undefined,
    recipient: has('RECIPIENT') && !isPending ? { deliveryAddress: addressOf(order) } : undefined,
    proceeds: has('PROCEEDS') && !isPending ? { grandTotal: money(totalMinor(order)) } : undefined,
    payment: has('PAYMENT') && !isPending ? paymentOf(order) : undefined,
    fulfillment: has('FULFILLMENT') ? fulfillmentOf(order) : undefined,
    orderItems: order.lines.map((line, index) => itemOf(order, line, index, included)),
    packages: has('PACKAGES') && order.packages.length > 0 ? packagesOf(order) : undefined,
  })
}

const paymentOf = (order: AmazonOrder): Wire => ({
  paymentExecutions: [
    {
      paymentMethod: order.isCashOnDelivery ? 'COD' : 'STANDARD',
      paymentAmount: money(totalMinor(order)),
    },
  ],
})

const buyerOf = ({ buyer }: AmazonOrder): Wire => ({
  buyerName: `${buyer.firstName} ${buyer.lastName}`,
  buyerEmail: `b${buyer.number}@marketplace.amazon.in`,
})

const addressOf = ({ buyer }: AmazonOrder): Record<string, Wire> => ({
  name: `${buyer.firstName} ${buyer.lastName}`,
  addressLine1: buyer.address.line1,
  addressLine2: buyer.address.line2 ?? '',
  city: buyer.address.city,
  stateOrRegion: buyer.address.region,
  postalCode: buyer.address.postalCode,
  countryCode: buyer.address.countryCode,
  phone: buyer.phone,
})

const fulfillmentOf = (order: AmazonOrder): Wire => ({
  fulfillmentStatus: order.status,
  fulfilledBy: order.fulfilledBy,
  fulfillmentServiceLevel: 'STANDARD',
  shipByWindow: {
    earliestDateTime: order.createdAt.toISOString(),
    latestDateTime: new Date(order.createdAt.getTime() + 2 * 86_400_000).toISOString(),
  },
})

function itemOf(
  order: AmazonOrder,
  line: AmazonLine,
  index: number,
  included: ReadonlySet<string>,
): Wire {
  const isPending = order.status === 'PENDING'
  const lineMinor = line.priceMinor * line.quantity
  const shippingMinor = index === 0 ? order.shippingMinor : 0
  const isAsked = order.isCancelAsked && included.has('CANCELLATION')
  const breakdowns = [
    { type: 'ITEM', subtotal: money(lineMinor) },
    ...(shippingMinor > 0 ? [{ type: 'SHIPPING', subtotal: money(shippingMinor) }] : []),
  ]
  return defined({
    orderItemId: line.itemId,
    quantityOrdered: line.quantity,
    product: defined({
      asin: asinOf(line.sku),
      title: line.title,
      sellerSku: line.sku,
      price: isPending ? undefined : { unitPrice: money(line.priceMinor) },
    }),
    proceeds:
      included.has('PROCEEDS') && !isPending
        ? { proceedsTotal: money(lineMinor + shippingMinor), breakdowns }
        : undefined,
    cancellation: isAsked
      ? { cancellationRequest: { requester: 'BUYER', cancelReason: 'No longer needed' } }
      : undefined,
    fulfillment: included.has('FULFILLMENT')
      ? { quantityFulfilled: line.shipped, quantityUnfulfilled: line.quantity - line.shipped }
      : undefined,
  })
}

const packagesOf = (order: AmazonOrder): Wire =>
  order.packages.map(({ reference, carrier, tracking, at }) => ({
    packageReferenceId: reference,
    packageStatus: { status: order.isDelivered ? 'DELIVERED' : 'SHIPPED' },
    carrier,
    trackingNumber: tracking,
    shipTime: at.toISOString(),
    packageItems: [],
  }))

/** Always the same ten characters for one SKU. */
export const asinOf = (sku: string): string =>
  `B0${Buffer.from(sku).toString('hex').toUpperCase().slice(-8).padStart(8, '0')}`

const V0_STATUS = {
  PENDING: 'Pending',
  UNSHIPPED: 'Unshipped',
  PARTIALLY_SHIPPED: 'PartiallyShipped',
  SHIPPED: 'Shipped',
  CANCELLED: 'Canceled',
}

const moneyV0 = (minor: number): Wire => ({
  CurrencyCode: CURRENCY,
  Amount: decimal(minor, CURRENCY),
})

export function orderV0(order: AmazonOrder): Wire {
  return defined({
    AmazonOrderId: order.id,
    PurchaseDate: order.createdAt.toISOString(),
    LastUpdateDate: order.updatedAt.toISOString(),
    OrderStatus: V0_STATUS[order.status],
    FulfillmentChannel: order.fulfilledBy === 'AMAZON' ? 'AFN' : 'MFN',
    SalesChannel: 'Amazon.in',
    MarketplaceId: MARKETPLACE,
    OrderTotal: order.status === 'PENDING' ? undefined : moneyV0(totalMinor(order)),
    PaymentMethod: order.isCashOnDelivery ? 'COD' : 'Other',
    PaymentMethodDetails: [order.isCashOnDelivery ? 'CashOnDelivery' : 'Standard'],
    PaymentExecutionDetail:
      order.isCashOnDelivery && order.status !== 'PENDING'
        ? [{ Payment: moneyV0(totalMinor(order)), PaymentMethod: 'COD' }]
        : undefined,
    EasyShipShipmentStatus: order.isDelivered ? 'Delivered' : undefined,
  })
}

export const itemsV0 = (order: AmazonOrder): Wire =>
  order.lines.map((line, index) =>
    defined({
      ASIN: asinOf(line.sku),
      OrderItemId: line.itemId,
      SellerSKU: line.sku,
      Title: line.title,
      QuantityOrdered: line.quantity,
      QuantityShipped: line.shipped,
      ItemPrice: order.status === 'PENDING' ? undefined : moneyV0(line.priceMinor * line.quantity),
      ShippingPrice:
        order.status === 'PENDING' || index > 0 ? undefined : moneyV0(order.shippingMinor),
      BuyerRequestedCancel: order.isCancelAsked
        ? { IsBuyerRequestedCancel: 'true', BuyerCancelReason: 'No longer needed' }
        : undefined,
    }),
  )

/** The same address with capitals. */
export const addressV0 = (order: AmazonOrder): Wire =>
  Object.fromEntries(
    Object.entries(addressOf(order)).map(([name, value]) => [
      name[0]!.toUpperCase() + name.slice(1),
      value,
    ]),
  )

/** A field that is not there is left out, and not null. */
export const defined = (fields: Record<string, Wire>): Record<string, Wire> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
