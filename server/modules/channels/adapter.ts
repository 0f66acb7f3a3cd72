import type { Outbound } from '#platform/outbound.ts'
import type {
  CanonicalFulfillment,
  CanonicalOrder,
  CanonicalRefund,
  CanonicalShipment,
} from './canonical.ts'

/**
 * All that the product knows of one platform. What is pure stands apart from what calls out,
 * so that any message that was ever stored can be read again by a newer adapter.
 */
export type Adapter = {
  /** As in `stores.platform`, such as `shopify`. */
  platform: string
  /** As people know it, such as `Shopify`. */
  title: string
  /** A newer number says that stored messages may now be read in another way. */
  version: number
  /** What a person must give to connect a store; the form of the portal is made from it. */
  fields: CredentialField[]
  /** The kinds of accounts that the setting `mode` may name, where the platform has several. */
  modes?: readonly string[]
  /**
   * Whether a message without a store in its address is from here; nothing is trusted yet. The
   * headers decide where they can; BigCommerce and Amazon name the account in the body alone.
   */
  recognise(message: Message): { uid: string } | undefined
  /** The account as `recognise` gives it, from whatever address or name a person typed. */
  uidOf?(typed: string): string
  /** The address to call, where what a person typed as the account contains it. */
  addressIn?(typed: string): string | undefined
  /** Over the raw bytes, with each `webhookSecret…` that is valid now. */
  verify(message: Message, account: { secrets: string[]; now: Date }): Verdict
  /** Never throws, whatever the bytes are. One message may hold many orders. */
  read(message: Message): Reading[]
  /**
   * The platform's name for a delivery, to find repeats; undefined where only the bytes can tell.
   */
  deliveryKey?(message: Message): string | undefined
  /** The reply that the platform expects; without it, our own with status 200. */
  acknowledge?(
    message: Message,
    readings: Reading[],
    now: Date,
    /** The order is known with other content, and its platform does not change orders. */
    refusal?: 'changed_duplicate',
  ): { status: number; body: unknown }
  /** Why an order cannot be refunded from here; undefined where it can. */
  noRefund?(order: CanonicalOrder): string | undefined
  /** What else people should know before they give money back. */
  refundNote?: string
  /** Absent where the platform has no interface that can be asked. */
  connect?(connection: Connection): Client
  /** Its client has a queue of messages to be taken; the other adapters are not asked for one. */
  hasQueue?: true
  /** One product there may be sold under several SKUs, so what is listed is named by its SKU. */
  listsBySku?: true
  /** Topics of messages that ask for people's data: none of them is an order. */
  topicsOfPeople?: readonly string[]
  limits: PlatformLimits
}

/** Names in small letters, each with its first value. */
export type Headers = Readonly<Record<string, string>>

export type Message = {
  headers: Headers
  body: Uint8Array
  /** The settings of the store, where it is known: they say how its words are to be read. */
  settings?: Readonly<Record<string, unknown>>
}

export type CredentialField = {
  /** Messages are verified with those that begin with `webhookSecret`, and with no others. */
  name: string
  label: string
  /** Says where on the platform it is found. */
  help: string
  isSecret: boolean
  isRequired: boolean
  /** Made up where nobody gives it: only we and the platform need to know it. */
  isMade?: true
}

export type Verdict =
  | { type: 'valid' }
  /** Sent by the platform to try the address: answered 200, and nothing is stored. */
  | { type: 'ping' }
  | { type: 'refused'; reason: 'missing' | 'wrong' | 'too_old' }

/** What a message, or one order within it, means. */
export type Reading =
  | { type: 'order'; order: CanonicalOrder }
  /** Says that something changed and not what: the order must be fetched. */
  | { type: 'fetch'; externalId: string; why: string }
  /** A refund, parcel or cancellation that can be applied by itself, whatever came before. */
  | { type: 'part'; externalId: string; at: string | null; part: OrderPart }
  /** Stock was changed on the platform: compared with what we had pushed. */
  | { type: 'stock'; listing: ChangedListing; quantity: number | null; at: string | null }
  | { type: 'disconnected'; why: string }
  /** `orderIds`: orders by which the person is found as well. */
  | { type: 'erase_customer'; externalId: string | null; email: string | null; orderIds: string[] }
  /** A platform asks for what only a person can do; no order is behind it. */
  | { type: 'asks_person'; what: string }
  | { type: 'ignored'; why: string }
  /** Kept as a dead letter, with words for a person. */
  | { type: 'unclear'; why: string; externalId: string | null }

export type OrderPart =
  | { type: 'cancelled'; reason: string | null }
  | { type: 'cancel_requested'; reason: string | null }
  | { type: 'refund'; refund: CanonicalRefund }
  | { type: 'shipment'; shipment: CanonicalShipment; fulfillmentStatus: CanonicalFulfillment }

/** What a platform calls one thing that it sells. Any of the three may be the only one it gives. */
export type ListingRef = {
  productId: string | null
  variantId: string | null
  sku: string | null
}

/** `extra` as it is stored with the mapping, where a message names the thing only by that. */
export type ChangedListing = ListingRef & { extra?: Readonly<Record<string, string>> }

export type PlatformLimits = {
  /** For calls to one store; see `platform/outbound.ts`. */
  requestsPerSecond: number
  burst: number
  concurrency: number
  /** How long one attempt may take, where the platform is slower than most. */
  attemptTimeLimitMs?: number
  /** How many listings one call may carry when stock is pushed. */
  stockBatchMax: number
  /** How often the list of orders may be asked for. */
  pollEveryS: number
  /** How far a poll reaches back behind its cursor. */
  overlapS: number
  /**
   * How long after a moment the platform's list is trusted to hold all that happened until then.
   */
  settleS: number
}

/** One account with its opened secrets, for as long as one piece of work takes. */
export type Connection = {
  storeId: string
  uid: string
  baseUrl: string | null
  credentials: Readonly<Record<string, string>>
  /** As the org has set them, such as the kind of account; see `StoreSettings`. */
  settings: Readonly<Record<string, unknown>>
  outbound: Outbound
  now: () => Date
}

/** Calls to a platform. Each failure is a `ChannelFailure`, which says whether to try again. */
export type Client = {
  /** There is nothing that could be asked for orders: `listOrders` only ever fails. */
  hasNoList?: true
  /** Harmless; says in words for people what is connected. */
  test(): Promise<{ name: string; details: string[] }>
  /** The order as the platform gives it, to be read by `read` and kept like a message. */
  fetchOrder(externalId: string): Promise<Message | undefined>
  /**
   * Orders changed in the range, oldest first, a page at a time; the same one may come twice.
   * `through`: up to this moment the platform says that the list is whole.
   */
  listOrders(range: Range, page: string | null): Promise<OrderPage>
  /** Messages that wait in a queue of the platform; they come again until `done`. */
  receiveMessages?(): Promise<QueuedMessages>
  listListings?(page: string | null): Promise<{ listings: Listing[]; next: string | null }>
  /** Absolute values. Each gets an answer of its own, since a 200 may hide refusals. */
  pushStock?(items: StockItem[], key: string): Promise<PushResult[]>
  /** What buyers see there now, for confirming what was pushed. */
  readStock?(refs: StoredListing[]): Promise<(number | null)[]>
  pushShipment?(shipment: OutgoingShipment, key: string): Promise<PushResult>
  cancelOrder?(externalId: string, reason: string, key: string): Promise<PushResult>
  /**
   * Looks for our mark first: an earlier attempt may have worked, and money goes back only once.
   */
  refundOrder?(refund: OutgoingRefund, key: string): Promise<PushResult>
  /** What has become of a push that was only submitted, by its reference. */
  checkPush?(reference: string): Promise<PushResult>
  /** Purchase orders and marketplace orders that must be accepted in time. */
  acknowledgeOrder?(externalId: string, accept: boolean, key: string): Promise<PushResult>
  /** Makes or repairs the registrations, and says what had to be done. */
  ensureWebhooks?(address: string): Promise<{ done: string[] }>
}

/** By the platform's time of change, from inclusive to exclusive. */
export type Range = { from: Date; to: Date }

/** `done` once all of them are committed: only then does the queue forget them. */
export type QueuedMessages = { messages: Message[]; done(): Promise<void> }

export type OrderPage = {
  orders: Message[]
  next: string | null
  through: Date
}

/** As the platform lists it; `extra` is kept with the mapping and given back with each push. */
export type Listing = ListingRef & {
  title: string
  quantity: number | null
  /** Absent where only the name is known, for example from a line of an order. */
  details?: ListingDetails
  extra?: Record<string, string>
}

/** What a product of ours can be made of, as far as the platform says it. */
export type ListingDetails = {
  /** Of the product without its choices, and of the choices alone, such as `Red, L`. */
  productTitle: string | null
  variantTitle: string | null
  barcode: string | null
  price: ListedPrice | null
}
export type ListedPrice = { priceMinor: number; currency: string }

/** As it is stored with the mapping; `extra` holds what an adapter found out for its pushes. */
export type StoredListing = ListingRef & { extra: Readonly<Record<string, string>> }

export type StockItem = { listing: StoredListing; quantity: number; lastSeen: number | null }

export type PushResult =
  | { type: 'done'; reference: string | null }
  /** Taken and not yet visible: it is read back until it is. */
  | { type: 'submitted'; reference: string | null }
  /** Will never work as it is; the words are for people. */
  | { type: 'refused'; why: string }
  /** May work later, such as a limit, or a stale comparison: then `seen` is what is shown now. */
  | { type: 'again'; why: string; afterS: number | null; seen?: number }

export type OutgoingShipment = {
  externalId: string
  shipmentId: string
  carrier: string | null
  trackingNumber: string | null
  trackingUrl: string | null
  at: Date
  lines: { externalLineId: string; quantity: number }[]
  /** The platform's last version of the order: some expect their own values back. */
  order?: CanonicalOrder
}

export type OutgoingRefund = {
  externalId: string
  currency: string
  amountMinor: number
  reason: string | null
  /** Stands in the words of the refund there, so that it is known again as ours. */
  mark: string
  lines: { externalLineId: string; quantity: number }[]
}

/** A call to a platform that did not do what was asked. */
export class ChannelFailure extends Error {
  override readonly name = 'ChannelFailure'
  /** `again`: the platform's trouble, try later. `rejected`: ours, a person must look. */
  readonly kind: 'again' | 'rejected' | 'credentials'
  readonly retryAfterS: number | null

  constructor(
    kind: ChannelFailure['kind'],
    message: string,
    options: { retryAfterS?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.retryAfterS = options.retryAfterS ?? null
  }
}
