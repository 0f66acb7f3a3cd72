import type { Order, PlacedOrder } from '#orders'
import type { Movement } from '#stock'
import type { Actor } from '#platform/context.ts'
import type { Buyer } from './buyers.ts'
import type { Random } from './random.ts'
import type { Shop } from './shops.ts'
import type { Piece, Shelves } from './shelf.ts'

export type Store = Shop & { id: string }

/** A variant as it is sold: its name on an order, its prices, and where it is kept. */
export type Sellable = {
  sku: string
  name: string
  prices: ReadonlyMap<string, number>
  locationIds: string[]
}

/** What all orders of one seed share. */
export type World = {
  orgId: string
  /** It stands in the history as the cause of all. */
  seed: number
  /** Nothing happens after it. */
  now: number
  random: Random
  newId: (atMs: number) => string
  stores: Store[]
  sellables: Sellable[]
  shelves: Shelves
}

export type Told = {
  at: number
  type: string
  subjectType: 'order' | 'payment'
  actor: Actor
  data: unknown
}

export type Moved = Movement & { at: number }

export type Charge = {
  purpose: 'charge' | 'refund'
  state: 'pending' | 'due' | 'succeeded' | 'declined'
  gateway: string
  amountMinor: number
  attempts: number
  providerRef: string | null
  lastError: string | null
  at: number
  changedAt: number
}

export type Booked = { fact: string; amountMinor: number; at: number }
export type Note = { id: string; text: string; at: number }

/** One order and everything that came of it, up to `at`. */
export type Tale = {
  placed: PlacedOrder
  order: Order
  at: number
  store: Store
  /** Set when the order is the buyer's first. */
  newBuyer: Buyer | undefined
  /** What is promised to the order, and from where. */
  promises: (Piece & { line: number; quantity: number })[]
  charge: Charge
  refund: Charge | undefined
  told: Told[]
  moved: Moved[]
  booked: Booked[]
  notes: Note[]
}

/** A person at a desk, who is nobody in particular. */
export const STAFF: Actor = { type: 'system', id: null, name: 'seed' }
