import type { Actor, Cause } from '#platform/context.ts'
import type { Axes } from '../order.ts'

/** One order that somebody wants placed, checked in form and normalised before it gets here. */
export type PlaceOrder = {
  orgId: string
  orderId: string
  store: { id: string; platform: string; name: string }
  /** The platform's id. Our own orders use the order's id, so that the identity always exists. */
  externalId: string
  externalUpdatedAt: Date | null
  /** The caller's `Idempotency-Key`, with a digest of what was asked. */
  key: { key: string; hash: Uint8Array } | null
  actor: Actor
  cause: Cause
  placedAt: Date
  currency: string
  customer: { name: string; email: string | null; phone: string | null }
  /** Whoever is signed in is known; all others are found, or made, by e-mail or phone. */
  customerId?: string
  shippingAddress: Record<string, unknown> | null
  note: string | null
  tags: string[]
  isTest: boolean
  payment: { gateway: string; token: string | null }
  sale: DirectSale | ChannelSale
}

/** Sold by us: our prices, our stock, and it may be refused. */
export type DirectSale = {
  by: 'us'
  lines: { sku: string; quantity: number }[]
  terms: Terms
}

/** Sold by a platform: taken as it is; what is missing becomes a case and not a refusal. */
export type ChannelSale = {
  by: 'channel'
  axes: Axes
  lines: ChannelLine[]
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  taxIncluded: boolean
  /** Fulfilled by the platform, or a trial order: our shelves are not touched. */
  touchesStock: boolean
}

export type ChannelLine = {
  sku: string | null
  externalId: string | null
  name: string
  quantity: number
  unitPriceMinor: number
  discountMinor: number
  taxMinor: number
}

/** How a shop adds shipping and tax to what is in the cart. */
export type Terms = {
  shippingMinor: number
  freeShippingFromMinor: number | null
  taxRateBasisPoints: number
  taxIncluded: boolean
}

export type Shortage = { sku: string; wanted: number; available: number }

export type Outcome =
  | { type: 'placed'; order: PlacedOrder }
  /** `own`: it is this very command, whose commit had happened and whose answer was lost. */
  | { type: 'duplicate'; orderId: string; number: string; placedAt: Date; own?: true }
  | { type: 'out_of_stock'; short: Shortage[] }
  | { type: 'not_for_sale'; skus: string[] }
  | { type: 'key_mismatch' }
  | { type: 'too_large' }

export type PlacedLine = {
  line: number
  sku: string | null
  externalId: string | null
  name: string
  quantity: number
  unitPriceMinor: number
  discountMinor: number
  taxMinor: number
  shortQuantity: number
}

/** The order as it stands in the tables after the commit. */
export type PlacedOrder = Axes & {
  orgId: string
  id: string
  number: string
  store: { id: string; platform: string; name: string }
  externalId: string
  externalUpdatedAt: Date | null
  customerId: string | null
  status: string
  holds: string[]
  currency: string
  itemsMinor: number
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  taxIncluded: boolean
  grandTotalMinor: number
  customer: { name: string; email: string | null; phone: string | null }
  shippingAddress: Record<string, unknown> | null
  note: string | null
  tags: string[]
  isTest: boolean
  placedAt: Date
  lines: PlacedLine[]
}
