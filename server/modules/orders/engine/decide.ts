import type { Offer } from '#catalog'
import { offerKey } from '#catalog'
import { markKey } from '#customers'
import { endOfDay } from '#platform/days.ts'
import type { LockedLevel } from '#stock'
import { type AllocationRule, sellable, shortagesOf, type Take } from '#stock'
import { headline } from '../order.ts'
import type { DirectSale, Outcome, PlacedLine, PlacedOrder, PlaceOrder, Wait } from './command.ts'
import { buyerKey, callerKey, identityKey, skuKey, takesFromOurShelves } from './keys.ts'
import { levelOf, splitTakes } from './leaving.ts'
import { priceChannel, priceDirect, type Priced, TOTAL_MINOR_MAX } from './price.ts'

/** What the database said about all that a batch touches. The levels are changed in place. */
export type Known = {
  offers: Map<string, Offer>
  levels: ReadonlyMap<string, LockedLevel[]>
  /** SKUs whose rows somebody else holds: orders that want them go to the side lane. */
  held: ReadonlySet<string>
  identities: Map<string, Seen>
  keys: Map<string, Seen & { hash: Uint8Array }>
  customers: Map<string, string>
}

/** An order that is in the tables, or was decided earlier in the same batch. */
type Seen = { orderId: string; number: string; placedAt: Date }

export type Decided = Exclude<Outcome, { type: 'placed' }> | Decision | { type: 'held' }

/** `gone`: pieces that had left the house before we heard of the order. */
type Decision = {
  type: 'placed'
  order: PlacedOrder
  takes: Take[]
  gone: Take[]
  waits: Wait[]
  newCustomer: boolean
}

export type Parts = {
  ruleOf: (orgId: string) => AllocationRule
  numberOf: (orgId: string) => string
  newId: () => string
}

/**
 * Walks a batch in the order of arrival and decides each as if it were alone, so the result is what
 * one after the other would have given. Touches nothing but `known`.
 */
export function decide(commands: PlaceOrder[], known: Known, parts: Parts): Decided[] {
  return commands.map((command) => decideOne(command, known, parts))
}

function decideOne(command: PlaceOrder, known: Known, parts: Parts): Decided {
  const repeat = repeatOf(command, known)
  if (repeat) return repeat
  const skus = stockSkus(command)
  if (skus.some((sku) => known.held.has(skuKey(command.orgId, sku)))) return { type: 'held' }

  const notForSale = withoutOffer(command, known)
  if (notForSale.length > 0) return { type: 'not_for_sale', skus: notForSale }
  if (isShippingUnpriced(command)) return { type: 'shipping_unpriced' }
  const priced = pricedOf(command, known)
  if (priced.grandTotalMinor > TOTAL_MINOR_MAX || priced.grandTotalMinor < 0) {
    return { type: 'too_large' }
  }

  const wants = wantsOf(command)
  const levelsOf = (sku: string) => known.levels.get(skuKey(command.orgId, sku)) ?? []
  const takes = parts.ruleOf(command.orgId)(wants, levelsOf, command.shippingAddress)
  const short = shortagesOf(wants, takes, levelsOf)
  if (short.length > 0 && command.sale.by === 'us') return { type: 'out_of_stock', short }
  const { kept, gone } =
    command.sale.by === 'channel'
      ? splitTakes(command.sale, takes, levelsOf)
      : { kept: takes, gone: [] }
  const waits = kept.flatMap((take) => reserve(levelsOf(take.sku), take))

  const later = command.sale.by === 'us' ? waitsUntil(waits, command.sale) : undefined
  const dated =
    later && !(command.shipBy && command.shipBy > later) ? { ...command, shipBy: later } : command
  return remember(command, known, { ...placed(dated, priced, kept, known, parts), gone, waits })
}

/** Seen before, in the tables or earlier in this batch. A key decides before an identity does. */
function repeatOf(command: PlaceOrder, known: Known): Decided | undefined {
  const keyed = command.key && known.keys.get(callerKey(command))
  if (keyed) {
    if (!Buffer.from(keyed.hash).equals(command.key!.hash)) return { type: 'key_mismatch' }
    return duplicateOf(keyed)
  }
  const same = known.identities.get(identityKey(command))
  return same && duplicateOf(same)
}

const duplicateOf = ({ orderId, number, placedAt }: Seen): Decided => ({
  ...{ type: 'duplicate', orderId, number, placedAt },
})

function stockSkus({ sale }: PlaceOrder): string[] {
  if (sale.by === 'us') return sale.lines.map((line) => line.sku)
  if (!sale.touchesStock) return []
  return sale.lines.flatMap((line) => (line.sku === null ? [] : [line.sku]))
}

function wantsOf(command: PlaceOrder) {
  if (!takesFromOurShelves(command)) return []
  return command.sale.lines.flatMap((line, index) => {
    const { sku, quantity } = line
    const wanted = 'cancelledQuantity' in line ? quantity - line.cancelledQuantity : quantity
    return sku === null || wanted === 0 ? [] : [{ line: index + 1, sku, quantity: wanted }]
  })
}

function withoutOffer({ orgId, sale, currency }: PlaceOrder, known: Known): string[] {
  if (sale.by === 'channel') return []
  const refused = sale.lines.filter(({ sku }) => {
    const offer = known.offers.get(offerKey(orgId, sku, currency))
    return !offer?.onSale || offer.priceMinor === null
  })
  return [...new Set(refused.map(({ sku }) => sku))]
}

const isShippingUnpriced = ({ sale }: PlaceOrder): boolean =>
  sale.by === 'us' && sale.terms.shippingMinor === null

function pricedOf({ orgId, sale, currency }: PlaceOrder, known: Known): Priced {
  if (sale.by === 'channel') return priceChannel(sale)
  return priceDirect(sale, (sku) => known.offers.get(offerKey(orgId, sku, currency))!)
}

/** Says what of it is not on hand yet. */
function reserve(levels: LockedLevel[], take: Take): Wait[] {
  const level = levelOf(levels, take)
  const { line, quantity } = take
  if (sellable(level) < quantity) throw new Error('A rule gave away more than there is.')
  level.reserved += quantity
  const { reserved, onHand, promisedFor } = level
  if (reserved <= onHand) return []
  return [{ line, quantity: Math.min(quantity, reserved - onHand), promisedFor }]
}

/** The end of the last day for which pieces were promised that are not on hand yet. */
function waitsUntil(waits: Wait[], { timeZone }: DirectSale): Date | undefined {
  let last: string | undefined
  for (const { promisedFor: day } of waits) {
    if (day !== null && (last === undefined || day > last)) last = day
  }
  return last === undefined ? undefined : endOfDay(last, timeZone)
}

function placed(
  command: PlaceOrder,
  priced: Priced,
  takes: Take[],
  known: Known,
  parts: Parts,
): Omit<Decision, 'gone' | 'waits'> {
  const { sale } = command
  const axes =
    sale.by === 'channel'
      ? sale.axes
      : ({
          lifecycle: 'placed',
          payment: command.payment.gateway === 'cod' ? 'due' : 'pending',
          fulfilment: 'none',
          assignment: 'none',
        } as const)
  const lines = withShortages(command, priced.lines, takes)
  const mark = buyerKey(command)
  const found = mark ? (known.customers.get(mark) ?? parts.newId()) : null
  const customerId = command.customerId ?? found
  const { orgId, orderId: id, store, externalId, externalUpdatedAt, currency } = command
  const { customer, shippingAddress, note, tags, isTest, placedAt } = command
  const order = {
    ...{ orgId, id, number: parts.numberOf(orgId), store, externalId, externalUpdatedAt },
    ...{ customerId, ...axes, status: headline(axes), holds: holdsOf(command, lines), currency },
    ...{ ...priced, lines, customer, shippingAddress, note, tags, isTest, placedAt },
    ...(sale.by === 'channel' && sale.isSentByStore && { isSentByStore: true as const }),
    ...(command.shipBy && { shipBy: command.shipBy }),
  }
  return { type: 'placed', order, takes, newCustomer: !!mark && !known.customers.has(mark) }
}

/** What a platform sold and we do not have: it stands on the line until stock arrives. */
function withShortages(command: PlaceOrder, lines: PlacedLine[], takes: Take[]): PlacedLine[] {
  if (command.sale.by === 'us' || !command.sale.touchesStock) return lines
  const taken = new Map<number, number>()
  for (const { line, quantity } of takes) taken.set(line, (taken.get(line) ?? 0) + quantity)
  return lines.map((line) => {
    if (line.sku === null) return line
    const { quantity, cancelledQuantity = 0, shippedQuantity = 0 } = line
    const open = quantity - cancelledQuantity - shippedQuantity
    return { ...line, shortQuantity: open - (taken.get(line.line) ?? 0) }
  })
}

function holdsOf({ sale }: PlaceOrder, lines: PlacedLine[]): string[] {
  if (sale.by === 'us') return []
  const isShort = lines.some((line) => line.shortQuantity > 0)
  return isShort ? [...sale.holds, 'stock_short'].toSorted() : sale.holds
}

/** The next command of the batch meets this order as if it had been read from the tables. */
function remember(command: PlaceOrder, known: Known, decided: Decision): Decision {
  const { order } = decided
  const seen = { orderId: order.id, number: order.number, placedAt: order.placedAt }
  known.identities.set(identityKey(command), seen)
  if (command.key) known.keys.set(callerKey(command), { ...seen, hash: command.key.hash })
  const mark = buyerKey(command)
  if (mark && order.customerId) known.customers.set(mark, order.customerId)
  if (decided.newCustomer) rememberPhone(command, known, order.customerId!)
  return decided
}

/** A phone alone finds whoever has it, also beside an e-mail, unless somebody older has it too. */
function rememberPhone({ orgId, customer }: PlaceOrder, known: Known, id: string): void {
  const byPhone = markKey({ orgId, email: null, phone: customer.phone })
  if (byPhone && !known.customers.has(byPhone)) known.customers.set(byPhone, id)
}
