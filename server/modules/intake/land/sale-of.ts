import {
  CALLED_OFF,
  type CanonicalAddress,
  type CanonicalLine,
  type CanonicalOrder,
  type CanonicalPayment,
  refundedAs,
} from '#channels'
import { emailOf, phoneOf } from '#customers'
import {
  type Axes,
  type ChannelLine,
  fulfilmentOf,
  isInHouse,
  promisedBy,
  type SaleVersion,
} from '#orders'
import { dueMinorOf, soldMinorOf, withWhatItCosts } from './what-it-costs.ts'

export type SaleParts = {
  /** The SKU of each line, in the order of the lines. */
  skus: readonly (string | null)[]
  /** Used while the platform has not said a currency. */
  currency: string
  touchesStock: boolean
  /** Given for a new order only: one that has landed keeps the promise that it was given then. */
  shipsWithinHours?: number | null
}

/** Translates a platform's order into a version of ours. The same order always gives the same. */
export function saleOf(said: CanonicalOrder, parts: SaleParts): SaleVersion {
  const order = withWhatItCosts(said)
  const isUnknown = order.currency === null || order.totals.grandTotalMinor === null
  const lines = order.lines.map((line, index) => lineOf(order, line, parts.skus[index] ?? null))
  const axes = axesOf(order, lines)
  return {
    externalUpdatedAt: order.externalUpdatedAt ? new Date(order.externalUpdatedAt) : null,
    currency: order.currency ?? parts.currency,
    customer: customerOf(order),
    shippingAddress: addressOf(order),
    note: order.note,
    tags: [...new Set(order.tags)].toSorted(),
    isTest: order.isTest || order.decision === 'import_as_test',
    shipBy: order.shipBy
      ? new Date(order.shipBy)
      : promisedBy(new Date(order.placedAt), parts.shipsWithinHours ?? null),
    sale: {
      ...{ by: 'channel', axes, holds: holdsOf(order, parts, { axes, lines }) },
      touchesStock: parts.touchesStock,
      isSentByStore: isSentByStore(order),
      ...(isUnknown ? unknownMoney(lines) : moneyOf(order, lines)),
      ...(!isUnknown && { dueMinor: dueMinorOf(order), soldMinor: soldMinorOf(said) }),
    },
  }
}

/** Whether the platform packs and sends the order itself. */
export const isSentByStore = ({ fulfilledBy, decision }: CanonicalOrder): boolean =>
  fulfilledBy === 'channel' || decision === 'import_mirror_only'

/** Whether a line takes nothing off a shelf: a gift card, or a bundle whose parts are lines too. */
export function isStockless(order: CanonicalOrder, line: CanonicalLine): boolean {
  if (line.giftCard) return true
  return order.lines.some(({ parentLineId }) => parentLineId === line.externalLineId)
}

const SENT = new Set(['fulfilled', 'delivered', 'returned'])

export const isAllSent = ({ fulfillmentStatus }: CanonicalOrder): boolean =>
  SENT.has(fulfillmentStatus)

function lineOf(order: CanonicalOrder, line: CanonicalLine, sku: string | null): ChannelLine {
  const ordered = wholeOf(line.quantity)
  const quantity = Math.max(1, ordered)
  const wanted = Math.min(quantity, wholeOf(line.activeQuantity))
  const sent = Math.min(quantity, wholeOf(line.fulfilledQuantity))
  const isSent = isAllSent(order) || (line.giftCard && isOnlyGiftsLeft(order))
  const shippedQuantity = isSent ? Math.max(sent, wanted) : sent
  const rest = quantity - shippedQuantity
  const calledOffQuantity = calledOffOf(order, line)
  return {
    sku: isStockless(order, line) ? null : sku,
    externalId: line.externalLineId,
    name: nameOf(line),
    // A line of no pieces was cancelled: it stays as one cancelled piece that costs nothing.
    ...{ quantity, unitPriceMinor: ordered === 0 ? 0 : (line.unitPriceMinor ?? 0) },
    ...{ discountMinor: line.discountMinor, taxMinor: line.taxMinor, shippedQuantity },
    cancelledQuantity: isOver(order) ? rest : Math.min(rest, quantity - wanted),
    ...(calledOffQuantity > 0 && { calledOffQuantity }),
  }
}

/** The pieces of a line in parcels that their platform has cancelled after they were made. */
const calledOffOf = ({ fulfillments }: CanonicalOrder, { externalLineId }: CanonicalLine): number =>
  fulfillments
    .filter(({ status }) => status === CALLED_OFF)
    .flatMap(({ lines }) => lines.filter((one) => one.externalLineId === externalLineId))
    .reduce((sum, { quantity }) => sum + wholeOf(quantity), 0)

/** A gift card goes out by mail, and nobody packs it: what is paid waits for the goods alone. */
const isOnlyGiftsLeft = (order: CanonicalOrder): boolean =>
  order.lifecycle !== 'cancelled' &&
  TAKEN.has(order.paymentStatus) &&
  order.lines.every(
    (line) => line.giftCard || wholeOf(line.fulfilledQuantity) >= wholeOf(line.activeQuantity),
  )

/**
 * Whether nothing more of the order will leave. An order is also over when it is closed and all of
 * its money went back, since whoever gives back an amount names no pieces.
 */
const isOver = (order: CanonicalOrder): boolean =>
  order.lifecycle === 'cancelled' ||
  (order.lifecycle === 'closed' && paymentOf(order) === 'refunded')

/** The title with the variant, which some platforms write into the title already. */
function nameOf({ title, variantTitle }: CanonicalLine): string {
  if (!variantTitle || title === variantTitle || title.endsWith(` ${variantTitle}`)) return title
  return `${title} · ${variantTitle}`
}

/**
 * A quantity in whole pieces: half a metre takes a whole piece off the shelf. A flag of the order
 * says that it was not whole.
 */
const wholeOf = (quantity: string): number => Math.min(1_000_000, Math.ceil(Number(quantity) || 0))

function axesOf(order: CanonicalOrder, lines: ChannelLine[]): Axes {
  const isCancelled = order.lifecycle === 'cancelled'
  const payment = isCancelled && !TAKEN.has(order.paymentStatus) ? 'voided' : paymentOf(order)
  const claimed = { delivered: 'delivered', returned: 'returned' } as const
  const told = claimed[order.fulfillmentStatus as keyof typeof claimed] ?? 'none'
  // An order is not agreed once its money went back or is in doubt, unless something has left.
  const fulfilment = fulfilmentOf(lines, told)
  const isAgreed =
    hasLeft(order, fulfilment) || (order.lifecycle === 'open' && AGREED.has(order.paymentStatus))
  return {
    lifecycle: isCancelled ? 'cancelled' : isAgreed ? 'confirmed' : 'placed',
    ...{ payment, fulfilment, assignment: 'none' },
  }
}

const TAKEN = new Set<CanonicalPayment>(['paid', 'partially_refunded', 'refunded', 'disputed'])
/** By its pieces, or by a platform that does not say which pieces. */
const hasLeft = (order: CanonicalOrder, fulfilment: Axes['fulfilment']): boolean =>
  fulfilment !== 'none' || isAllSent(order) || order.fulfillmentStatus === 'partially_fulfilled'

const AGREED = new Set<CanonicalPayment>([
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'cod_pending',
])

/** The status of some platforms ignores refunds, so the amount that was given back decides. */
function paymentOf(order: CanonicalOrder): Axes['payment'] {
  const { refundedMinor, grandTotalMinor } = order.totals
  const back = refundedMinor ?? 0
  switch (order.paymentStatus) {
    case 'paid':
    case 'partially_refunded':
    case 'refunded':
    case 'disputed':
      if (back === 0) return order.paymentStatus === 'refunded' ? 'refunded' : 'paid'
      // Without a total to compare with, the platform's word is all that is known.
      if (grandTotalMinor === null && order.paymentStatus === 'refunded') return 'refunded'
      return refundedAs(back, grandTotalMinor) === 'refunded' ? 'refunded' : 'partly_refunded'
    case 'authorized':
      return 'authorised'
    case 'cod_pending':
      return 'due'
    case 'voided':
      return 'voided'
    case 'failed':
      return 'declined'
    case 'pending':
    case 'partially_paid':
      return 'pending'
  }
}

/** The reasons why the order must not be sent as it is. */
function holdsOf(
  order: CanonicalOrder,
  { skus, touchesStock }: SaleParts,
  { axes, lines }: { axes: Axes; lines: ChannelLine[] },
): string[] {
  if (axes.lifecycle === 'cancelled') return []
  const isOpen = isInHouse(axes.fulfilment) && !isAllOff(lines)
  const goes = isOpen && touchesStock
  const needsAddress = order.lines.some(({ requiresShipping }) => requiresShipping)
  const unmapped = order.lines.some(
    (line, index) => !skus[index] && line.requiresShipping && !isStockless(order, line),
  )
  const money = order.paymentStatus
  const reasons: [applies: boolean, hold: string][] = [
    [goes && needsAddress && !hasOneAddress(order), 'bad_address'],
    [isOpen && (order.fulfillmentStatus === 'on_hold' || order.cancelRequested), 'manual'],
    [isOpen && money === 'disputed', 'risk'],
    [goes && unmapped, 'unmapped_sku'],
    [isOpen && (money === 'failed' || money === 'refunded' || money === 'voided'), 'unpaid'],
  ]
  return reasons.filter(([applies]) => applies).map(([, hold]) => hold)
}

/** Whether all lines are cancelled. Without lines the platform has not said yet what was bought. */
const isAllOff = (lines: ChannelLine[]): boolean =>
  lines.length > 0 && lines.every((line) => line.cancelledQuantity >= line.quantity)

/**
 * Whether it is clear where the order goes. An address that our app may not see counts as missing,
 * but not before the order is more than pending.
 */
const hasOneAddress = ({ flags, lifecycle, pickup }: CanonicalOrder): boolean =>
  !flags.includes('several_shipping_addresses') &&
  (pickup !== undefined ||
    (!flags.includes('no_shipping_address') &&
      (lifecycle === 'pending' || !flags.includes('pii_missing'))))

type Money = Omit<SaleVersion['sale'], 'by' | 'axes' | 'holds' | 'touchesStock' | 'document'>

/** All amounts are zero as long as the platform does not say what the order costs. */
const unknownMoney = (lines: ChannelLine[]): Money => ({
  lines: lines.map((line) => ({ ...line, unitPriceMinor: 0, discountMinor: 0, taxMinor: 0 })),
  ...{ discountMinor: 0, shippingMinor: 0, taxMinor: 0, taxIncluded: true },
  ...{ otherMinor: 0, refundedMinor: 0 },
})

function moneyOf({ totals, taxIncluded }: CanonicalOrder, lines: ChannelLine[]): Money {
  const grandTotalMinor = Math.max(0, totals.grandTotalMinor!)
  const discountMinor = Math.max(0, totals.discountMinor ?? 0)
  const shippingMinor = Math.max(0, totals.shippingMinor ?? 0)
  const taxMinor = Math.max(0, totals.taxMinor ?? 0)
  const said = itemsOf(lines)
  // Goods are never worth less than nothing: what a line takes off becomes an amount beside them.
  const priced = said < 0 ? lines.map((line) => ({ ...line, unitPriceMinor: noLess(line) })) : lines
  const items = itemsOf(priced)
  const explained = items - discountMinor + shippingMinor + (taxIncluded ? 0 : taxMinor)
  const refundedMinor = Math.min(grandTotalMinor, Math.max(0, totals.refundedMinor ?? 0))
  return {
    ...{ lines: priced, discountMinor, shippingMinor, taxMinor, taxIncluded },
    ...{ otherMinor: grandTotalMinor - explained, refundedMinor },
  }
}

const itemsOf = (lines: readonly Pick<ChannelLine, 'quantity' | 'unitPriceMinor'>[]): number =>
  lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0)

const noLess = ({ unitPriceMinor }: ChannelLine): number => Math.max(0, unitPriceMinor)

/** Beyond this a sum would be rounded, and no order is worth so much. */
export const canBeCounted = ({ lines, otherMinor }: SaleVersion['sale']): boolean =>
  [itemsOf(lines), otherMinor].every(Number.isSafeInteger)

function customerOf({ customer, shippingAddresses }: CanonicalOrder): SaleVersion['customer'] {
  const name = customer?.name || shippingAddresses[0]?.name || ''
  // An address that was made up for one order does not say who somebody is.
  if (!customer || customer.isAlias) return { name, email: null, phone: null }
  return { name, email: emailOf(customer.email), phone: phoneOf(customer.phone ?? undefined) }
}

/** The address in the fields of our own orders, without empty ones. */
function addressOf({ shippingAddresses, pickup }: CanonicalOrder): Record<string, unknown> | null {
  const known = { pickup: pickup?.title ?? null, ...partsOf(shippingAddresses[0]) }
  const said = Object.entries(known).filter(([, value]) => value !== null && value !== '')
  return said.length === 0 ? null : Object.fromEntries(said)
}

function partsOf(address: CanonicalAddress | undefined) {
  if (!address) return {}
  const { name, company, line1, line2, line3, city, district, region } = address
  return {
    ...{ name, company, line1, line2, line3, city, district, region },
    ...{ postcode: address.postalCode, country: address.country, phone: address.phone },
  }
}
