import type { Outbound } from '#platform/outbound.ts'
import type {
  CanonicalFulfillment,
  CanonicalOrder,
  CanonicalRefund,
  CanonicalShipment,
} from './canonical.ts'

/**
 * Everything that the product knows of one platform. Reading is pure and stands apart from calling,
 * so that any stored message can be read again by a newer adapter.
 */
export type Adapter = {
  /** The name in `stores.platform`, such as `shopify`. */
  platform: string
  /** The name for people, such as `Shopify`. */
  title: string
  /** Is raised when the adapter reads messages differently than before. */
  version: number
  /**
   * The credentials that a person enters to connect a store; the form of the portal is made of
   * them.
   */
  fields: CredentialField[]
  /** What people need to connect it and where they find that, in a sentence or two. */
  needs: string
  /** What the account is, in the words of the platform. */
  accountHelp: string
  /** The kinds of accounts for the setting `mode`; the first is meant where none is named. */
  modes?: readonly { name: string; title: string }[]
  /**
   * The account that a message claims to come from, where its address names no store. It is found
   * in the headers where they name it; BigCommerce and Amazon name it only in the body.
   */
  recognise(message: Message): { uid: string } | undefined
  /** The account as `recognise` returns it, made from an address or a name that was typed. */
  uidOf?(typed: string): string
  /** The address to call, where what a person has typed as the account contains one. */
  addressIn?(typed: string): string | undefined
  /**
   * Checks the signature over the raw bytes with each secret `webhookSecret…` that is valid now.
   */
  verify(message: Message, account: { secrets: string[]; now: Date }): Verdict
  /**
   * Says what a message means. It never throws, whatever the bytes are; a message may hold many
   * orders.
   */
  read(message: Message): Reading[]
  /** The platform's id of a delivery, by which repeats are found; undefined where it has none. */
  deliveryKey?(message: Message): string | undefined
  /** The reply that the platform expects. Without this it gets our own reply. */
  acknowledge?(
    message: Message,
    readings: Reading[],
    now: Date,
    /** The order is known with other content, and orders of its kind do not change. */
    refusal?: 'changed_duplicate',
  ): { status: number; body: unknown }
  /** Why an order cannot be refunded from here; undefined where it can. */
  noRefund?(order: CanonicalOrder): string | undefined
  /** What else people should know before they give money back. */
  refundNote?: string
  /** Absent where the platform has no interface to call. */
  connect?(connection: Connection): Client
  /** Whether clients have a queue from which messages are taken. */
  hasQueue?: true
  /** Whether clients have `cancelLines`, so that people are told before they cancel pieces. */
  takesPieces?: true
  /** A product may be sold under several SKUs, so that a listing is identified by its SKU. */
  listsBySku?: true
  /** Topics of messages by which a platform asks about data of people. They are no orders. */
  topicsOfPeople?: readonly string[]
  limits: PlatformLimits
}

/** The names are in small letters. Of several values the first one counts. */
export type Headers = Readonly<Record<string, string>>

export type Message = {
  headers: Headers
  body: Uint8Array
  /**
   * The settings of the store, where it is known: they may say how words of its platform are read.
   */
  settings?: Readonly<Record<string, unknown>>
}

export type CredentialField = {
  /** Only credentials whose name begins with `webhookSecret` verify messages. */
  name: string
  label: string
  /** Says where on the platform people find it. */
  help: string
  isSecret: boolean
  isRequired: boolean
  /** We make up the value where nobody enters one: only we and the platform use it. */
  isMade?: true
  /** The kinds of accounts that have it, where not all do. */
  modes?: readonly string[]
}

export type Verdict =
  | { type: 'valid' }
  /** The platform tries the address. It is answered with 200, and nothing is stored. */
  | { type: 'ping' }
  | { type: 'refused'; reason: 'missing' | 'wrong' | 'too_old' }

/** What a message, or one order within it, means. */
export type Reading =
  | { type: 'order'; order: CanonicalOrder }
  /** An order was changed, and the message does not say how: the order must be fetched. */
  | { type: 'fetch'; externalId: string; why: string }
  /** A refund, parcel or cancellation that can be applied by itself, whatever came before. */
  | { type: 'part'; externalId: string; at: string | null; part: OrderPart }
  /** The platform has changed stock, which is compared with what we have pushed. */
  | { type: 'stock'; listing: ChangedListing; quantity: number | null; at: string | null }
  | { type: 'disconnected'; why: string }
  /** The person has this address, or has bought one of the orders `orderIds`. */
  | { type: 'erase_customer'; externalId: string | null; email: string | null; orderIds: string[] }
  /** The platform asks for something that only a person can do, and that concerns no order. */
  | { type: 'asks_person'; what: string }
  | { type: 'ignored'; why: string }
  /** The message cannot be understood. It is parked with the reason. */
  | { type: 'unclear'; why: string; externalId: string | null }

export type OrderPart =
  | { type: 'cancelled'; reason: string | null }
  | { type: 'cancel_requested'; reason: string | null }
  /** Whoever asked for it wants the order after all. */
  | { type: 'cancel_withdrawn' }
  | { type: 'refund'; refund: CanonicalRefund }
  | { type: 'shipment'; shipment: CanonicalShipment; fulfillmentStatus: CanonicalFulfillment }

/** How a platform names a thing that it sells. Any of the three may be the only name. */
export type ListingRef = {
  productId: string | null
  variantId: string | null
  sku: string | null
}

/** `extra` is what is stored with the mapping, where a message names the thing only by that. */
export type ChangedListing = ListingRef & { extra?: Readonly<Record<string, string>> }

export type PlatformLimits = {
  /** Limits of calls to one store; see `platform/outbound.ts`. */
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
  /** How long after a moment the list of the platform holds everything that happened until then. */
  settleS: number
}

/** An account with its opened credentials. It lives as long as one piece of work. */
export type Connection = {
  storeId: string
  uid: string
  baseUrl: string | null
  credentials: Readonly<Record<string, string>>
  /** The settings that the org has made, such as the kind of account; see `StoreSettings`. */
  settings: Readonly<Record<string, unknown>>
  outbound: Outbound
  now: () => Date
}

/** The calls to a platform. They fail with a `ChannelFailure`, which says whether to try again. */
export type Client = {
  /** Set where the platform has no list of orders, so that `listOrders` always fails. */
  hasNoList?: true
  /** Changes nothing. Says in words for people what is connected. */
  test(): Promise<{ name: string; details: string[] }>
  /** Fetches an order as a message, which is kept and read like one that was sent. */
  fetchOrder(externalId: string): Promise<Message | undefined>
  /**
   * Lists the orders that changed in a range, the oldest change first, one page at a time. An order
   * may come twice. `through` is the moment up to which the platform says that its list is whole.
   */
  listOrders(range: Range, page: string | null): Promise<OrderPage>
  /** Takes messages from a queue of the platform; they come again until `done` was called. */
  receiveMessages?(): Promise<QueuedMessages>
  listListings?(page: string | null): Promise<{ listings: Listing[]; next: string | null }>
  /** Sets absolute numbers. Each item gets a result, because a status 200 may hide refusals. */
  pushStock?(items: StockItem[], key: string): Promise<PushResult[]>
  /** Reads what buyers see now, to confirm what was pushed. */
  readStock?(refs: StoredListing[]): Promise<(number | null)[]>
  pushShipment?(shipment: OutgoingShipment, key: string): Promise<PushResult>
  cancelOrder?(externalId: string, reason: string, key: string): Promise<PushResult>
  /**
   * Looks for a refund with our mark first: an earlier attempt may have worked, and money must go
   * back only once.
   */
  refundOrder?(refund: OutgoingRefund, key: string): Promise<PushResult>
  /**
   * Takes single pieces out of an order, looking for our mark first as a refund does. The amount is
   * what they have cost; no money moves.
   */
  cancelLines?(cancellation: OutgoingRefund, key: string): Promise<PushResult>
  /** Asks what has become of a push that was only submitted. */
  checkPush?(reference: string): Promise<PushResult>
  /** Accepts or denies a purchase order, or an order that must be accepted in time. */
  acknowledgeOrder?(externalId: string, accept: boolean, key: string): Promise<PushResult>
  /** Registers or repairs webhooks, and says what had to be done. */
  ensureWebhooks?(address: string): Promise<{ done: string[] }>
}

/** A range of times of change by the platform's clock: `from` is included, `to` is not. */
export type Range = { from: Date; to: Date }

/** `done` must be called once all messages are committed: only then does the queue forget them. */
export type QueuedMessages = { messages: Message[]; done(): Promise<void> }

export type OrderPage = {
  orders: Message[]
  next: string | null
  through: Date
}

/** A listing of the platform. `extra` is stored with the mapping and returned with each push. */
export type Listing = ListingRef & {
  title: string
  quantity: number | null
  /** Absent where only the name is known, such as from a line of an order. */
  details?: ListingDetails
  extra?: Record<string, string>
}

/** What a product of ours can be made of, as far as the platform says it. */
export type ListingDetails = {
  /** The title of the product, and apart from it the choices, such as `Red, L`. */
  productTitle: string | null
  variantTitle: string | null
  barcode: string | null
  price: ListedPrice | null
}
export type ListedPrice = { priceMinor: number; currency: string }

/** A listing as it is stored. `extra` holds what an adapter needs for its pushes. */
export type StoredListing = ListingRef & { extra: Readonly<Record<string, string>> }

export type StockItem = { listing: StoredListing; quantity: number; lastSeen: number | null }

export type PushResult =
  | { type: 'done'; reference: string | null }
  /** The platform has taken it, and it is not visible yet: it is read back until it is. */
  | { type: 'submitted'; reference: string | null }
  /** It will never work as it is; `why` is for people. */
  | { type: 'refused'; why: string }
  /** It may work later. After a stale comparison, `seen` is the number that is shown now. */
  | { type: 'again'; why: string; afterS: number | null; seen?: number }

export type OutgoingShipment = {
  externalId: string
  shipmentId: string
  carrier: string | null
  trackingNumber: string | null
  trackingUrl: string | null
  at: Date
  lines: { externalLineId: string; quantity: number }[]
  /** The platform's last version of the order, because some expect their own values back. */
  order?: CanonicalOrder
}

export type OutgoingRefund = {
  externalId: string
  currency: string
  amountMinor: number
  reason: string | null
  /** A mark in the words of the refund, by which it is found again as ours. */
  mark: string
  lines: { externalLineId: string; quantity: number }[]
}

/** A call to a platform that did not do what was asked. */
export class ChannelFailure extends Error {
  override readonly name = 'ChannelFailure'
  /**
   * `again`: the platform has trouble, and trying later may help. `rejected` and `credentials`: a
   * person must change something.
   */
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
