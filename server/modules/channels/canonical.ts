/**
 * An order as any platform means it, in our words. Adapters make it out of bytes; nothing else of
 * the product knows how a platform writes. Amounts are minor units of the order's currency, times
 * are ISO 8601 in UTC, identifiers of platforms are text and never numbers.
 */
export type CanonicalOrder = {
  /** With the store it is the identity of the order, for ever. */
  externalId: string
  /** What people read on the platform; neither unique nor the identity. */
  number: string
  kind: 'consumer' | 'b2b_purchase_order'
  isTest: boolean
  fulfilledBy: 'merchant' | 'channel'
  placedAt: string
  /** An older version never overwrites a newer one. Null where the platform does not say. */
  externalUpdatedAt: string | null
  /** Null only while the platform has not said it, as Amazon does for a pending order. */
  currency: string | null
  totals: CanonicalTotals
  taxIncluded: boolean
  taxRemittedBy: 'merchant' | 'channel'
  /** What the buyer saw; only shown, never added up. */
  presentment: { currency: string; grandTotalMinor: number } | null
  lifecycle: CanonicalLifecycle
  paymentStatus: CanonicalPayment
  fulfillmentStatus: CanonicalFulfillment
  /** The platform's own words, for people and for reading them anew one day. */
  channelStatus: Record<string, string>
  customer: CanonicalCustomer | null
  billingAddress: CanonicalAddress | null
  shippingAddresses: CanonicalAddress[]
  /** The buyer comes for it, so nobody has to know an address. */
  pickup?: CanonicalPickup
  lines: CanonicalLine[]
  shippingLines: { title: string; code: string | null; amountMinor: number; taxMinor: number }[]
  fees: { name: string; amountMinor: number; taxMinor: number }[]
  discounts: CanonicalDiscount[]
  taxes: { title: string; rate: string | null; amountMinor: number }[]
  payments: CanonicalPaymentRecord[]
  refunds: CanonicalRefund[]
  fulfillments: CanonicalShipment[]
  note: string | null
  tags: string[]
  /** A few more things that people look for, such as a delivery slot; never all of it. */
  meta: Record<string, string>
  /** The buyer asks for a cancellation; nothing has been cancelled by that. */
  cancelRequested: boolean
  /** To be sent until then, or accepted until then, where the platform says so. */
  shipBy: string | null
  acceptBy: string | null
  flags: CanonicalFlag[]
  decision: CanonicalDecision
}

export type CanonicalLifecycle = 'pending' | 'open' | 'closed' | 'cancelled'

export type CanonicalPayment =
  | 'pending'
  | 'authorized'
  | 'partially_paid'
  | 'paid'
  | 'partially_refunded'
  | 'refunded'
  | 'voided'
  | 'failed'
  | 'cod_pending'
  | 'disputed'

export type CanonicalFulfillment =
  | 'unfulfilled'
  | 'on_hold'
  | 'ready_for_pickup'
  | 'partially_fulfilled'
  | 'fulfilled'
  | 'delivered'
  | 'returned'
  | 'unfulfillable'

/** Each is null only while the platform has not said it. The grand total is what the buyer pays. */
export type CanonicalTotals = {
  itemsMinor: number | null
  discountMinor: number | null
  shippingMinor: number | null
  feesMinor: number | null
  taxMinor: number | null
  grandTotalMinor: number | null
  /** After edits and removals on the platform; null where it is not told apart. */
  currentTotalMinor: number | null
  /** Money that has really gone back, not the sum of the lines that came back. */
  refundedMinor: number | null
  outstandingMinor: number | null
}

export type CanonicalLine = {
  externalLineId: string
  /** The bundle that this line is a part of; stock is counted on the parts only once. */
  parentLineId: string | null
  sku: string | null
  channelProductId: string | null
  channelVariantId: string | null
  title: string
  variantTitle: string | null
  /** Decimals of at most four digits, as text: `1.5` exists on WooCommerce. */
  quantity: string
  /** What is still wanted, after removals and refunds. */
  activeQuantity: string
  fulfilledQuantity: string
  unitPriceMinor: number | null
  discountMinor: number
  taxMinor: number
  /** After the discount, and before tax unless tax is included. */
  totalMinor: number | null
  requiresShipping: boolean
  giftCard: boolean
  properties: Record<string, string>
}

export type CanonicalCustomer = {
  externalId: string | null
  name: string
  email: string | null
  phone: string | null
  company: string | null
  taxId: string | null
  /** An address that the platform made up for this order: people are not matched by it. */
  isAlias: boolean
}

export type CanonicalAddress = {
  name: string
  company: string | null
  line1: string
  line2: string | null
  line3: string | null
  city: string
  district: string | null
  region: string | null
  postalCode: string | null
  /** Two letters, or null when it is unclear. */
  country: string | null
  phone: string | null
}

/** In the words of the platform, such as `Pickup in store: Main Street`. */
export type CanonicalPickup = { title: string }

export type CanonicalDiscount = {
  code: string | null
  title: string
  amountMinor: number
  scope: 'order' | 'line' | 'shipping'
}

export type CanonicalPaymentRecord = {
  externalId: string
  method: string
  kind: 'authorization' | 'sale' | 'capture' | 'refund' | 'void'
  status: string
  amountMinor: number
  currency: string
  at: string | null
}

export type CanonicalRefund = {
  externalId: string
  at: string | null
  /** Money that has really moved; 0 for a refund of goods alone. */
  amountMinor: number
  reason: string | null
  lines: CanonicalRefundLine[]
  shippingMinor: number
}

export type CanonicalRefundLine = {
  externalLineId: string
  quantity: string
  amountMinor: number
  taxMinor: number
  /** Null: the platform does not say whether the goods are back on the shelf. */
  restock: boolean | null
}

export type CanonicalShipment = {
  externalId: string
  status: string
  carrier: string | null
  service: string | null
  trackingNumbers: string[]
  trackingUrls: string[]
  at: string | null
  lines: { externalLineId: string; quantity: string }[]
}

/** What was unclear: taken as it is and shown to people, never mended in silence. */
export type CanonicalFlag =
  | 'totals_mismatch'
  | 'precision_rounded'
  | 'unmapped_sku'
  | 'fractional_quantity'
  | 'unknown_quantity'
  | 'no_customer'
  | 'no_shipping_address'
  | 'no_billing_address'
  | 'several_shipping_addresses'
  | 'missing_currency_code'
  | 'pii_missing'
  | 'buyer_not_included'
  | 'total_unknown_yet'
  | 'unknown_payment_status'
  | 'refund_amount_unknown'
  | 'unknown_fulfillment_status'
  | 'unknown_status'
  | 'unknown_fulfiller'
  | 'total_amount_mismatch'
  | 'total_sku_mismatch'
  | 'po_number_mismatch'
  | 'line_without_identifier'
  | `other_legal_buyer:${string}`

export type CanonicalDecision =
  | 'import'
  /** Seen by people, but without stock, money, parcels and messages. */
  | 'import_as_test'
  /** Sent out by the platform itself: without stock and parcels. */
  | 'import_mirror_only'
  /** Not an order yet, or never: drafts, carts. */
  | 'ignore'
  /** It contradicts itself, so a person decides. */
  | 'quarantine'
