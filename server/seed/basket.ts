import type { PlacedLine, Totals } from '#orders'
import type { Market } from './places.ts'
import type { Piece } from './shelf.ts'
import type { Sellable, Store, Tale, World } from './tale.ts'

export type Basket = {
  lines: PlacedLine[]
  holds: string[]
  /** The platform keeps the goods itself, and sends them. */
  isSentByStore: boolean
  promises: Tale['promises']
  /** What came in before, and what was not there when it was looked for. */
  moves: (Piece & { type: 'received' | 'adjusted'; quantity: number })[]
  totals: Totals
}

type Buying = { store: Store; market: Market; at: number }

const RECENT_MS = 36 * 3_600_000
/** With fewer of them there would soon be nothing left to sell. */
const SELLABLES_MIN = 40

/** What is bought, at which price, and from which shelf it is promised. */
export function basketOf(world: World, { store, market, at }: Buying): Basket {
  const { random } = world
  const isOurs = store.platform === 'website'
  const percent = !isOurs && random.chance(0.13) ? random.pick([5, 10, 15, 20]) : 0
  const wanted = pickSome(world)
  const lines = wanted.map((one, index) => lineOf(world, one, { index, market, isOurs, percent }))
  const isSentByStore = random.chance(store.fulfilledThere)
  const isRecent = at >= world.now - RECENT_MS
  const isLarge = world.sellables.length > SELLABLES_MIN
  const trouble = isRecent && isLarge && !isOurs ? random.next() : 1
  const basket = {
    lines,
    isSentByStore,
    holds: [],
    promises: [],
    moves: [],
    totals: totalsOf(lines, market),
  }
  if (isSentByStore) return basket
  return promised(world, basket, wanted, trouble)
}

const LINES = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3]

/** Some products sell much more than others. */
function pickSome({ random, sellables, shelves }: World): Sellable[] {
  const picked = new Set<Sellable>()
  const count = random.pick(LINES)
  for (let n = 0; n < count; n++) {
    const one = sellables[Math.floor(sellables.length * random.next() ** 2.2)]!
    if (!shelves.isGone(one.sku)) picked.add(one)
  }
  if (picked.size === 0) picked.add(sellables.find(({ sku }) => !shelves.isGone(sku))!)
  return [...picked]
}

type How = { index: number; market: Market; isOurs: boolean; percent: number }

function lineOf({ random }: World, one: Sellable, { index, market, isOurs, percent }: How) {
  const quantity = random.chance(0.8) ? 1 : random.pick([2, 2, 2, 3, 4, 5])
  const unitPriceMinor = one.prices.get(market.currency)!
  const discountMinor = Math.floor((quantity * unitPriceMinor * percent) / 100)
  return {
    ...{ line: index + 1, sku: one.sku, name: one.name, quantity, unitPriceMinor, discountMinor },
    externalId: isOurs ? null : String(random.between(1_000_000_000, 9_999_999_999)),
    taxMinor: taxOf(quantity * unitPriceMinor - discountMinor, market),
    shortQuantity: 0,
  }
}

function taxOf(amountMinor: number, { taxBasisPoints: rate, taxIncluded }: Market): number {
  return Math.round((amountMinor * rate) / (taxIncluded ? 10_000 + rate : 10_000))
}

/** In rupees; other countries pay more, for the longer way. */
const SHIPPING: Record<string, { feeMinor: number; freeFromMinor: number }> = {
  INR: { feeMinor: 4_900, freeFromMinor: 49_900 },
  JPY: { feeMinor: 500, freeFromMinor: 5_000 },
}
const SHIPPING_ABROAD = { feeMinor: 495, freeFromMinor: 4_900 }

function totalsOf(lines: PlacedLine[], { currency, taxIncluded }: Market): Basket['totals'] {
  const sum = (value: (line: PlacedLine) => number) =>
    lines.reduce((all, line) => all + value(line), 0)
  const itemsMinor = sum(({ quantity, unitPriceMinor }) => quantity * unitPriceMinor)
  const discountMinor = sum((line) => line.discountMinor)
  const taxMinor = sum((line) => line.taxMinor)
  const { feeMinor, freeFromMinor } = SHIPPING[currency] ?? SHIPPING_ABROAD
  const shippingMinor = itemsMinor - discountMinor >= freeFromMinor ? 0 : feeMinor
  const grandTotalMinor = itemsMinor - discountMinor + shippingMinor + (taxIncluded ? 0 : taxMinor)
  const totals = { itemsMinor, discountMinor, shippingMinor, taxMinor, taxIncluded }
  return { ...totals, otherMinor: 0, grandTotalMinor, refundedMinor: 0 }
}

const SOLD_BY_MISTAKE = 0.006
const UNKNOWN_THERE = 0.012

/** Now and then a platform sells what we do not have, or what nobody has told us about. */
function promised(world: World, basket: Basket, wanted: Sellable[], trouble: number): Basket {
  const [first] = basket.lines
  if (trouble < SOLD_BY_MISTAKE) {
    const lost = world.shelves.end(first!.sku!, wanted[0]!.locationIds)
    basket.moves.push(
      ...lost.map((one) => ({ ...one, type: 'adjusted' as const, quantity: -one.quantity })),
    )
    first!.shortQuantity = first!.quantity
    basket.holds.push('stock_short')
  } else if (trouble < UNKNOWN_THERE) {
    first!.sku = null
    basket.holds.push('unmapped_sku')
  }
  for (const [index, { line, sku, quantity, shortQuantity }] of basket.lines.entries()) {
    if (sku === null || shortQuantity > 0) continue
    const piece = { sku, locationId: world.random.pick(wanted[index]!.locationIds) }
    const delivered = world.shelves.take(piece, quantity)
    if (delivered > 0) basket.moves.push({ ...piece, type: 'received', quantity: delivered })
    basket.promises.push({ ...piece, line, quantity })
  }
  return basket
}
