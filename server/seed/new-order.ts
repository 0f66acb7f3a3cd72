import { foldOrder, type Order, type PlacedLine, type PlacedOrder, snapshotOf } from '#orders'
import type { Actor } from '#platform/context.ts'
import type { Buyer } from './buyers.ts'
import { type Basket, basketOf } from './basket.ts'
import { weighted } from './random.ts'
import { HOUR_MS, MINUTE_MS } from './steps.ts'
import { type Charge, STAFF, type Store, type Tale, type World } from './tale.ts'

export type Wish = { at: number; number: number; buyer: Buyer; isNew: boolean }

/** An order as the engine would have written it at that moment. */
export function newOrder(world: World, { at, number, buyer, isNew }: Wish): Tale {
  const store = storeFor(world, buyer)
  const basket = basketOf(world, { store, market: buyer.market, at })
  const id = world.newId(at)
  const placed = placedOrder(world, { store, buyer, basket, at, id, number })
  const data = snapshotOf(placed)
  const folded = foldOrder([{ type: 'order.placed', at: placed.placedAt, data }])!
  const placedAt = placed.placedAt.toISOString()
  const externalUpdatedAt = placed.externalUpdatedAt && placedAt
  const shipBy = placed.shipBy?.toISOString() ?? null
  const order: Order = { ...folded, placedAt, externalUpdatedAt, shipBy }
  const actor: Actor =
    store.platform === 'website'
      ? { type: 'nobody', id: null, name: 'nobody' }
      : { type: 'channel', id: store.id, name: store.name }
  const tale: Tale = {
    ...{ placed, order, at, store, newBuyer: isNew ? buyer : undefined },
    promises: basket.promises,
    ...{ charge: chargeOf(placed, store), refund: undefined },
    told: [{ at, type: 'order.placed', subjectType: 'order', actor, data }],
    moved: [],
    booked:
      placed.payment === 'paid'
        ? [{ fact: 'charge/1', amountMinor: placed.grandTotalMinor, at }]
        : [],
    notes: [],
  }
  moveStock(world, tale, actor, basket.moves)
  return tale
}

const byCountry = new WeakMap<Store[], Map<string, ReturnType<typeof weighted<Store>>>>()

function storeFor({ stores, random }: World, { market, email }: Buyer): Store {
  const known = byCountry.get(stores) ?? new Map<string, ReturnType<typeof weighted<Store>>>()
  byCountry.set(stores, known)
  const key = `${market.country} ${email === null}`
  const pick =
    known.get(key) ??
    weighted(
      stores.filter(
        ({ countries, platform }) =>
          countries.includes(market.country) && (email !== null || platform === 'blinkit'),
      ),
    )
  known.set(key, pick)
  return pick(random)
}

const GATEWAYS = { cash: 'cod', website: 'test', elsewhere: 'channel' }

type Parts = { store: Store; buyer: Buyer; basket: Basket; at: number; id: string; number: number }

function placedOrder(world: World, parts: Parts): PlacedOrder {
  const { store, buyer, basket, at, id, number } = parts
  const { random } = world
  const isOurs = store.platform === 'website'
  const isCash = random.chance(store.cash) && buyer.market.country === 'IN'
  const placedAt = new Date(at)
  const { name, email, phone } = buyer
  return {
    ...{ orgId: world.orgId, id, number: `PS-${number}` },
    store: { id: store.id, platform: store.platform, name: store.name },
    externalId: isOurs ? id : externalIdOf(store, number),
    externalUpdatedAt: isOurs ? null : placedAt,
    customerId: buyer.id,
    lifecycle: isOurs || basket.holds.length > 0 ? 'placed' : 'confirmed',
    payment: isCash ? 'due' : isOurs ? 'pending' : 'paid',
    ...{ fulfilment: 'none', assignment: 'none' },
    status: isOurs || basket.holds.length > 0 ? 'PLACED' : 'CONFIRMED',
    ...{ holds: basket.holds, currency: buyer.market.currency, ...basket.totals },
    customer: { name, email, phone },
    shippingAddress: buyer.address,
    note: random.chance(0.04) ? random.pick(WISHES) : null,
    tags: random.chance(0.09) ? [random.pick(TAGS)] : [],
    ...{ isTest: false, placedAt, lines: basket.lines satisfies PlacedLine[] },
    ...(basket.isSentByStore && { isSentByStore: true as const }),
    ...shipByOf(store, at),
  }
}

/** Who promises a time in any case: marketplaces do, and our own website. */
const SENT_WITHIN_MS: Partial<Record<Store['platform'], number>> = {
  amazon: 36 * HOUR_MS,
  website: 48 * HOUR_MS,
  blinkit: 15 * MINUTE_MS,
}

function shipByOf({ platform, shipsWithinHours }: Store, at: number): Pick<PlacedOrder, 'shipBy'> {
  const withinMs = shipsWithinHours ? shipsWithinHours * HOUR_MS : SENT_WITHIN_MS[platform]
  if (withinMs === undefined) return {}
  return { shipBy: new Date(Math.ceil((at + withinMs) / MINUTE_MS) * MINUTE_MS) }
}

const TAGS = ['gift', 'express', 'wholesale', 'first-order', 'festival', 'fragile']
const WISHES = [
  'Please ring the bell twice.',
  'It is a gift: no invoice in the parcel, please.',
  'Leave it with the neighbour.',
  'Deliver after 6 pm.',
  'Call before delivery.',
]

/** Each platform writes its numbers in its own way. */
function externalIdOf({ platform }: Store, number: number): string {
  switch (platform) {
    case 'amazon':
      return `403-${String(number).padStart(7, '0').slice(-7)}-${String(number).padStart(7, '1')}`
    case 'blinkit':
      return `BLK${number}`
    case 'shopify':
      return String(5_800_000_000_000 + number)
    case 'woocommerce':
    case 'bigcommerce':
    case 'website':
      return String(number)
  }
}

function chargeOf(placed: PlacedOrder, { platform }: Store): Charge {
  const { payment, grandTotalMinor: amountMinor, placedAt } = placed
  const isOurs = platform === 'website'
  const paidHow = isOurs ? GATEWAYS.website : GATEWAYS.elsewhere
  return {
    ...{ purpose: 'charge', gateway: payment === 'due' ? GATEWAYS.cash : paidHow, amountMinor },
    state: payment === 'paid' ? 'succeeded' : payment === 'due' ? 'due' : 'pending',
    ...{ attempts: 0, providerRef: null, lastError: null },
    ...{ at: placedAt.getTime(), changedAt: placedAt.getTime() },
  }
}

const MOVED_BEFORE_MS = 6 * 3_600_000
const REASONS = { received: 'delivery', adjusted: 'not found' }

function moveStock(
  { orgId, newId }: World,
  { moved, promises, order, at }: Tale,
  actor: Actor,
  moves: Basket['moves'],
): void {
  for (const { type, sku, locationId, quantity } of moves) {
    const before = at - MOVED_BEFORE_MS
    const by = { actorType: STAFF.type, actorId: STAFF.id, reason: REASONS[type] }
    const what = { orgId, id: newId(before), type, sku, locationId, at: before }
    moved.push({ ...what, ...by, reservationId: null, onHand: quantity, reserved: 0 })
  }
  for (const { sku, locationId, quantity } of promises) {
    const by = { actorType: actor.type, actorId: actor.id, reason: null }
    const what = { orgId, id: newId(at), type: 'reserved', sku, locationId, at } as const
    moved.push({ ...what, ...by, reservationId: order.id, onHand: 0, reserved: quantity })
  }
}
