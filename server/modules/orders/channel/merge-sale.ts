import { sortedJson } from '#platform/sorted-json.ts'
import type { ChannelLine, SaleVersion } from '../engine/command.ts'
import {
  fulfilmentOf,
  headline,
  isInHouse,
  type Lifecycle,
  type Line,
  type Order,
} from '../order.ts'

export type Versions = {
  /** The version before, as the platform said it; the new one where that is not known any more. */
  before: SaleVersion
  after: SaleVersion
}

/** How many pieces of each line, by its number, people here have sent. */
export type SentHere = ReadonlyMap<number, number>

/**
 * The order after a newer version of the platform. What the platform changed is taken; what was
 * changed here since its last version stays. Pieces that are short are found later, with the stock.
 */
export function mergeSale(
  order: Order,
  { before, after }: Versions,
  sentHere: SentHere = new Map(),
): Order {
  const isSentHere = hasSentMore(order, before)
  const lifecycle = lifecycleOf(order, { before, after }, isSentHere)
  const isCancelled = lifecycle === 'cancelled'
  const lines = linesOf(order, { before, after }, { isCancelled, sentHere })
  const { axes } = after.sale
  const fulfilment = fulfilmentOf(lines, order.fulfilment, axes.fulfilment)
  const merged: Order = {
    ...order,
    ...totalsOf(lines, after),
    lifecycle,
    payment: axes.payment === before.sale.axes.payment ? order.payment : axes.payment,
    fulfilment,
    assignment: isCancelled ? 'none' : order.assignment,
    holds: isCancelled
      ? []
      : holdsOf(order, { before, after }, isSentHere && !isInHouse(fulfilment)),
    lines,
    externalUpdatedAt: after.externalUpdatedAt?.toISOString() ?? order.externalUpdatedAt,
    isTest: after.isTest,
    customer: ours(order.customer, before.customer, after.customer),
    shippingAddress: ours(order.shippingAddress, before.shippingAddress, after.shippingAddress),
    note: ours(order.note, before.note, after.note),
    tags: mergeSet(order.tags, before.tags, after.tags),
    shipBy: ours(order.shipBy, timeOf(before.shipBy), timeOf(after.shipBy)),
  }
  return { ...merged, status: headline(merged) }
}

const timeOf = (time: Date | null | undefined): string | null => time?.toISOString() ?? null

/** Ours where somebody here has changed it, else what the platform says now. */
const ours = <Value>(now: Value, before: Value, after: Value): Value =>
  sortedJson(now) === sortedJson(before) ? after : now

function mergeSet(now: string[], before: string[], after: string[]): string[] {
  const kept = now.filter((item) => after.includes(item) || !before.includes(item))
  const added = after.filter((item) => !before.includes(item) && !kept.includes(item))
  return added.length === 0 && kept.length === now.length ? now : [...kept, ...added].toSorted()
}

/** Whether parcels have left here of which the platform did not know when it wrote this version. */
function hasSentMore(order: Order, { sale }: SaleVersion): boolean {
  const said = new Map(sale.lines.map((line, index) => [keyOf(line, index), line.shippedQuantity]))
  return order.lines.some(
    (line) => line.shippedQuantity > (said.get(keyOf(line, line.line - 1)) ?? 0),
  )
}

/** A SKU that was found for a line ends its hold, whoever found it. */
function holdsOf(order: Order, { before, after }: Versions, isAllSentHere: boolean): string[] {
  const said = isAllSentHere ? [] : after.sale.holds
  const holds = mergeSet(order.holds, before.sale.holds, said)
  return holds.filter((hold) => hold !== 'unmapped_sku' || said.includes(hold))
}

/** What was cancelled here stays so; what was cancelled there may come back from there. */
function lifecycleOf(order: Order, { before, after }: Versions, isSentHere: boolean): Lifecycle {
  const [was, is] = [before.sale.axes.lifecycle, after.sale.axes.lifecycle]
  if (is === 'cancelled') return 'cancelled'
  if (order.lifecycle === 'cancelled') return was === 'cancelled' ? is : 'cancelled'
  // Money that went back does not undo what was agreed once goods have left from here.
  if (isSentHere && order.lifecycle === 'confirmed') return 'confirmed'
  return order.lifecycle === was ? is : order.lifecycle
}

const keyOf = ({ externalId }: Pick<ChannelLine, 'externalId'>, index: number): string =>
  externalId ?? `#${index}`

/** The lines of a version, by what says which line it is. */
const saidIn = ({ sale }: SaleVersion): Map<string, ChannelLine> =>
  new Map(sale.lines.map((line, index) => [keyOf(line, index), line]))

type How = { isCancelled: boolean; sentHere: SentHere }

function linesOf(order: Order, { before, after }: Versions, how: How): Line[] {
  const known = new Map(order.lines.map((line) => [keyOf(line, line.line - 1), line]))
  const said = saidIn(before)
  let last = Math.max(0, ...order.lines.map(({ line }) => line))
  const merged = after.sale.lines.map((line, index) => {
    const key = keyOf(line, index)
    const mine = known.get(key) ?? newLine(line, ++last)
    known.delete(key)
    return lineOf(mine, { before: said.get(key), after: line }, how)
  })
  // What the platform took out is gone, unless it has left the house already.
  const kept = [...known.values()]
    .filter(({ shippedQuantity }) => shippedQuantity > 0)
    .map((line) => ({ ...line, cancelledQuantity: line.quantity - line.shippedQuantity }))
  return [...merged, ...kept].toSorted((a, b) => a.line - b.line)
}

function newLine(said: ChannelLine, line: number): Line {
  const { sku, externalId, name, quantity, unitPriceMinor, discountMinor, taxMinor } = said
  return {
    ...{ line, sku, externalId, name, quantity, unitPriceMinor, discountMinor, taxMinor },
    ...{ cancelledQuantity: 0, shippedQuantity: 0, returnedQuantity: 0, shortQuantity: 0 },
  }
}

type Said = { before: ChannelLine | undefined; after: ChannelLine }

function lineOf(mine: Line, { before, after }: Said, { isCancelled, sentHere }: How): Line {
  const here = sentHere.get(mine.line) ?? 0
  const shippedQuantity = shippedOf(mine, { before, after }, here)
  const quantity = Math.max(after.quantity, shippedQuantity)
  const { name, unitPriceMinor, discountMinor, taxMinor } = after
  const wanted = isCancelled ? 0 : wantedOf(mine, { before, after })
  const line = {
    ...mine,
    ...{ name, quantity, unitPriceMinor, discountMinor, taxMinor, shippedQuantity },
    sku: skuOf(mine, { before, after }),
    cancelledQuantity: quantity - Math.max(wanted, shippedQuantity),
  }
  return sortedJson(line) === sortedJson(mine) ? mine : line
}

/**
 * How many pieces have left. A platform may forget a parcel, and it has left all the same; one that
 * cancels a parcel of its own says that it has not. What people here have sent, or have taken back,
 * did leave, whatever becomes of its parcel there.
 */
function shippedOf(mine: Line, said: Said, sentHere: number): number {
  const left = mine.shippedQuantity - newlyCalledOff(said)
  const known = Math.max(left, Math.min(sentHere, mine.shippedQuantity), mine.returnedQuantity)
  return Math.max(known, said.after.shippedQuantity)
}

/** Of a version that is not known any more nobody can say what was called off since. */
const newlyCalledOff = ({ before, after }: Said): number =>
  before ? Math.max(0, (after.calledOffQuantity ?? 0) - (before.calledOffQuantity ?? 0)) : 0

/** Whether the platform has cancelled a parcel since the version before. */
export const hasCalledOff = ({ before, after }: Versions): boolean => {
  const said = saidIn(before)
  return after.sale.lines.some((line, index) => {
    return newlyCalledOff({ before: said.get(keyOf(line, index)), after: line }) > 0
  })
}

/**
 * How many pieces are to be sent. Pieces that were cancelled here stay so, and once the platform
 * has cancelled them as well they are the same pieces.
 */
function wantedOf(mine: Line, { before, after }: Said): number {
  const is = piecesOf(after)
  const was = before ? piecesOf(before) : is
  const here = piecesOf(mine)
  if (here >= was) return is
  return is > was ? here + is - was : Math.min(is, here)
}

const piecesOf = ({ quantity, cancelledQuantity }: Pick<Line, 'quantity' | 'cancelledQuantity'>) =>
  quantity - cancelledQuantity

/** What was promised under one SKU stays there, unless the platform itself sold another thing. */
function skuOf(mine: Line, { before, after }: Said): string | null {
  if (mine.sku === null || mine.shippedQuantity > 0) return mine.sku ?? after.sku
  return before && before.sku !== after.sku ? after.sku : mine.sku
}

/** The grand total is the platform's; what our parts do not explain of it stands by itself. */
function totalsOf(lines: Line[], { currency, sale }: SaleVersion) {
  const { discountMinor, shippingMinor, taxMinor, taxIncluded, refundedMinor } = sale
  const added = taxIncluded ? 0 : taxMinor
  const sum = (of: { quantity: number; unitPriceMinor: number }[]) =>
    of.reduce((total, { quantity, unitPriceMinor }) => total + quantity * unitPriceMinor, 0)
  const rest = -discountMinor + shippingMinor + added
  const grandTotalMinor = sum(sale.lines) + rest + sale.otherMinor
  const itemsMinor = sum(lines)
  const otherMinor = grandTotalMinor - itemsMinor - rest
  const totals = { itemsMinor, discountMinor, shippingMinor, taxMinor, taxIncluded, otherMinor }
  return { currency, ...totals, grandTotalMinor, refundedMinor }
}
