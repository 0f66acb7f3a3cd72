import type { Actor, Cause } from '#platform/context.ts'
import type { Statement } from '#platform/lane.ts'
import type { Axes, Totals } from '../order.ts'

/** One order that somebody wants placed, checked in form and normalised before it gets here. */
export type PlaceOrder = {
  orgId: string
  orderId: string
  store: { id: string; platform: string; name: string }
  /** The platform's id. Our own orders use the order's id, so that the identity always exists. */
  externalId: string
  /** The caller's `Idempotency-Key`, with a digest of what was asked. */
  key: { key: string; hash: Uint8Array } | null
  actor: Actor
  cause: Cause
  placedAt: Date
  /** Whoever is signed in is known; all others are found, or made, by e-mail or phone. */
  customerId?: string
  payment: { gateway: string; token: string | null }
  sale: DirectSale | ChannelSale
} & Said

/** What an order says beside what was sold. A platform may say it anew with each version. */
type Said = {
  externalUpdatedAt: Date | null
  currency: string
  customer: { name: string; email: string | null; phone: string | null }
  shippingAddress: Record<string, unknown> | null
  note: string | null
  tags: string[]
  isTest: boolean
  /** To be sent until then. */
  shipBy?: Date | null
}

/** An order as a platform has it now, in our words. */
export type SaleVersion = Said & { sale: ChannelSale }

/** Sold by us: our prices, our stock, and it may be refused. */
export type DirectSale = {
  by: 'us'
  lines: { sku: string; quantity: number }[]
  terms: Terms
  /** Where the shop is: a day for which something is promised ends by its clock. */
  timeZone: string
}

/** Sold by a platform: taken as it is. What we do not have is short, and never a refusal. */
export type ChannelSale = {
  by: 'channel'
  axes: Axes
  /** Why it does not go on by itself; the engine adds `stock_short`. */
  holds: string[]
  lines: ChannelLine[]
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  taxIncluded: boolean
  /** What the parts do not explain, such as fees, gift cards and rounding. May be negative. */
  otherMinor: number
  /** What the platform has given back already. */
  refundedMinor: number
  /** What is still to be taken as long as it is not paid. Not said: all of it. */
  dueMinor?: number
  /** All that was ever ordered of it. Not said: what it costs now. */
  soldMinor?: number
  /** Fulfilled by the platform, or a trial order: our shelves are not touched. */
  touchesStock: boolean
  /** Fulfilled by the platform. It stays as it was when the order was placed. */
  isSentByStore?: boolean
  /** What the platform said, kept beside the order. */
  document?: ChannelDocument
}

export type ChannelLine = {
  sku: string | null
  externalId: string | null
  name: string
  quantity: number
  unitPriceMinor: number
  discountMinor: number
  taxMinor: number
  /** Not wanted any more, and not to be sent. */
  cancelledQuantity: number
  /** Left the house before we heard of it. */
  shippedQuantity: number
  /** In parcels that the platform has cancelled: these pieces have not left. Not said: none. */
  calledOffQuantity?: number
}

/** The platform's own version of an order; newer ones are compared with it. */
export type ChannelDocument = {
  /** The canonical order in JSON, which only `channels` and `intake` can read. */
  canonical: string
  digest: Uint8Array
  number: string
  flags: string[]
  adapterVersion: number
  source: DocumentSource
  cancelRequested: boolean
  acceptBy: Date | null
  /** When the message came that says it. */
  heardAt: Date | null
}

/** Sent to us, or asked for: what was asked for is the truth at that moment. */
export type DocumentSource = 'sent' | 'fetched'

/** How a shop adds shipping and tax to what is in the cart. */
export type Terms = {
  /** `null`: nobody has said what it costs in the currency of the order. */
  shippingMinor: number | null
  freeShippingFromMinor: number | null
  taxRateBasisPoints: number
  taxIncluded: boolean
}

export type Shortage = { sku: string; wanted: number; available: number }

/** Pieces of a line that are promised and not on hand yet, and the day by which they will be. */
export type Wait = { line: number; quantity: number; promisedFor: string | null }

export type Outcome =
  /** `at`: the moment that its row bears, by the clock of the database. */
  | { type: 'placed'; order: PlacedOrder; waits: Wait[]; at: Date }
  /** `own`: it is this very command, whose commit had happened and whose answer was lost. */
  | { type: 'duplicate'; orderId: string; number: string; placedAt: Date; own?: true }
  | { type: 'out_of_stock'; short: Shortage[] }
  | { type: 'not_for_sale'; skus: string[] }
  | { type: 'shipping_unpriced' }
  | { type: 'key_mismatch' }
  | { type: 'too_large' }

/**
 * A row of the caller that is written in the transaction of the order, or not at all. Rows with the
 * same `write` become one statement for each batch.
 */
export type AttachedRow<Row = unknown> = { row: Row; write: (rows: Row[]) => Statement }

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
  /** Only of what platforms have sold, when it was so from the start. */
  cancelledQuantity?: number
  shippedQuantity?: number
}

/** The order as it stands in the tables after the commit. */
export type PlacedOrder = Axes &
  Totals &
  Omit<Said, 'shipBy'> & {
    orgId: string
    id: string
    number: string
    store: { id: string; platform: string; name: string }
    externalId: string
    customerId: string | null
    status: string
    holds: string[]
    isSentByStore?: true
    shipBy?: Date
    placedAt: Date
    lines: PlacedLine[]
  }
