import {
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

export type SaleParts = {
  /** One for each line, in their order. */
  skus: readonly (string | null)[]
  /** For as long as the platform has not said one. */
  currency: string
  touchesStock: boolean
  /** Of a new order; one that has landed keeps the promise that it was given then. */
  shipsWithinHours?: number | null
}

/** A platform's order in the words of ours. Pure: the same order always gives the same sale. */
export function saleOf(order: CanonicalOrder, parts: SaleParts): SaleVersion {
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
    },
  }
}

/** Whether the platform packs and sends the order itself. */
export const isSentByStore = ({ fulfilledBy, decision }: CanonicalOrder): boolean =>
  fulfilledBy === 'channel' || decision === 'import_mirror_only'

/** Not all that is listed lies on a shelf: a bundle is its parts, a gift card is a number. */
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
  const shippedQuantity = isAllSent(order) ? Math.max(sent, wanted) : sent
  const rest = quantity - shippedQuantity
  return {
    sku: isStockless(order, line) ? null : sku,
    externalId: line.externalLineId,
    name: nameOf(line),
    // A line of no pieces is one that was cancelled, and costs nothing.
    ...{ quantity, unitPriceMinor: ordered === 0 ? 0 : (line.unitPriceMinor ?? 0) },
    ...{ discountMinor: line.discountMinor, taxMinor: line.taxMinor, shippedQuantity },
    cancelledQuantity: isOver(order) ? rest : Math.min(rest, quantity - wanted),
  }
}

/**
 * What has not left never will. Closed with all of its money back says so as well, though the
 * platform may name no pieces: who gives back an amount does not count any.
 */
const isOver = (order: CanonicalOrder): boolean =>
  order.lifecycle === 'cancelled' ||
  (order.lifecycle === 'closed' && paymentOf(order) === 'refunded')

/** Some platforms say the variant in the title already. */
function nameOf({ title, variantTitle }: CanonicalLine): string {
  if (!variantTitle || title === variantTitle || title.endsWith(` ${variantTitle}`)) return title
  return `${title} · ${variantTitle}`
}

/** Half a metre still takes a whole piece off the shelf; the flag says that it was not whole. */
const wholeOf = (quantity: string): number => Math.min(1_000_000, Math.ceil(Number(quantity) || 0))

function axesOf(order: CanonicalOrder, lines: ChannelLine[]): Axes {
  const isCancelled = order.lifecycle === 'cancelled'
  const payment = isCancelled && !TAKEN.has(order.paymentStatus) ? 'voided' : paymentOf(order)
  const claimed = { delivered: 'delivered', returned: 'returned' } as const
  const told = claimed[order.fulfillmentStatus as keyof typeof claimed] ?? 'none'
  // An order whose money is back, or in doubt, is not agreed, unless something of it has left.
  const isAgreed = hasLeft(order) || (order.lifecycle === 'open' && AGREED.has(order.paymentStatus))
  return {
    lifecycle: isCancelled ? 'cancelled' : isAgreed ? 'confirmed' : 'placed',
    ...{ payment, fulfilment: fulfilmentOf(lines, told), assignment: 'none' },
  }
}

const TAKEN = new Set<CanonicalPayment>(['paid', 'partially_refunded', 'refunded', 'disputed'])
const AGREED = new Set<CanonicalPayment>([
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'cod_pending',
])

const hasLeft = (order: CanonicalOrder): boolean =>
  isAllSent(order) || order.fulfillmentStatus === 'partially_fulfilled'

/** Goes by the money that was given back, because the status of some platforms does not. */
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

/** Why it must not be sent as it is. */
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

/** An order without lines does not count: its platform has not said yet what was bought. */
const isAllOff = (lines: ChannelLine[]): boolean =>
  lines.length > 0 && lines.every((line) => line.cancelledQuantity >= line.quantity)

/** What an app may not see is missing as well, but only once there is something to send. */
const hasOneAddress = ({ flags, lifecycle, pickup }: CanonicalOrder): boolean =>
  !flags.includes('several_shipping_addresses') &&
  (pickup !== undefined ||
    (!flags.includes('no_shipping_address') &&
      (lifecycle === 'pending' || !flags.includes('pii_missing'))))

type Money = Omit<SaleVersion['sale'], 'by' | 'axes' | 'holds' | 'touchesStock' | 'document'>

/** Nothing is charged as long as the platform does not say how much. */
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
  // Goods are never worth less than nothing: what is taken off by a line stands beside them then.
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

/** In the fields of our own orders, without the empty ones. */
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
