import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalLine } from '../../canonical.ts'
import type { Amounts } from '../shape/amounts.ts'
import { at, isObject, isTrue, objectsOf } from '../shape/json.ts'
import { isWhole, less, lesserOf, quantityOf, sumOf, timesQuantity } from '../shape/quantity.ts'
import { recordOf, skuOf, textOf } from '../shape/text.ts'
import { idIn, ownId } from './ids.ts'
import { isSent } from './statuses.ts'

/** The lines that were bought. Shopify also lists a tip as a line, which is a fee for us. */
export const boughtLines = (order: LosslessObject): LosslessObject[] =>
  objectsOf(at(order, 'line_items')).filter((line) => !isTip(line))

export const tipLines = (order: LosslessObject): LosslessObject[] =>
  objectsOf(at(order, 'line_items')).filter(isTip)

const isTip = (line: LosslessObject): boolean =>
  isObject(at(line, 'tip')) || textOf(at(line, 'tip_payment_gateway')) !== null

type Parts = { order: LosslessObject; amounts: Amounts; flags: Set<CanonicalFlag> }

/** A line of an order; undefined where its quantity cannot be read. */
export function lineOf(
  line: LosslessObject,
  index: number,
  { order, amounts, flags }: Parts,
): CanonicalLine | undefined {
  const id = ownId(line)
  if (id === null) flags.add('line_without_identifier')
  const externalLineId = id ?? `line ${index + 1}`
  const quantity = quantityOf(at(line, 'quantity'))
  if (quantity === null) return undefined
  const sku = skuOf(at(line, 'sku'))
  if (sku === null) flags.add('unmapped_sku')
  if (!isWhole(quantity)) flags.add('fractional_quantity')
  const unitPriceMinor = amounts.read(at(line, 'price'))
  const discountMinor = discountOf(line, amounts)
  return {
    ...{ externalLineId, parentLineId: null, sku, quantity },
    channelProductId: idIn(at(line, 'product_id')),
    channelVariantId: idIn(at(line, 'variant_id')),
    title: textOf(at(line, 'title')) ?? textOf(at(line, 'name')) ?? '',
    variantTitle: textOf(at(line, 'variant_title')),
    activeQuantity: activeQuantityOf(line, externalLineId, quantity, order),
    fulfilledQuantity: fulfilledQuantityOf(line, externalLineId, quantity, order),
    ...{ unitPriceMinor, discountMinor, taxMinor: taxOf(line, amounts) },
    totalMinor:
      unitPriceMinor === null ? null : timesQuantity(unitPriceMinor, quantity) - discountMinor,
    requiresShipping: at(line, 'requires_shipping') !== false,
    giftCard: isTrue(at(line, 'gift_card')),
    properties: recordOf(at(line, 'properties')),
  }
}

/**
 * The discount on a line or on shipping, from its allocations: `total_discount` is mostly 0.00 even
 * where there is one.
 */
export function discountOf(line: LosslessObject, amounts: Amounts): number {
  const allocations = objectsOf(at(line, 'discount_allocations'))
  if (allocations.length === 0) return amounts.readOrZero(at(line, 'total_discount'))
  return amounts.sum(allocations.map((one) => amounts.readOrZero(at(one, 'amount'))))
}

export const taxOf = (line: LosslessObject, amounts: Amounts): number =>
  amounts.sum(objectsOf(at(line, 'tax_lines')).map((tax) => amounts.readOrZero(at(tax, 'price'))))

/**
 * The quantity that is still wanted. Older versions do not say it; then it is what was not
 * refunded.
 */
function activeQuantityOf(
  line: LosslessObject,
  id: string,
  quantity: string,
  order: LosslessObject,
): string {
  const given = quantityOf(at(line, 'current_quantity'))
  if (given !== null) return lesserOf(given, quantity)
  const returned = objectsOf(at(order, 'refunds'))
    .flatMap((refund) => objectsOf(at(refund, 'refund_line_items')))
    .filter((entry) => refundedLineId(entry) === id)
  return less(quantity, sumOf(returned.map((entry) => quantityOf(at(entry, 'quantity')) ?? '0')))
}

export function refundedLineId(entry: LosslessObject): string | null {
  const line = at(entry, 'line_item')
  return (isObject(line) ? ownId(line) : null) ?? idIn(at(entry, 'line_item_id'))
}

function fulfilledQuantityOf(
  line: LosslessObject,
  id: string,
  quantity: string,
  order: LosslessObject,
): string {
  const inParcels = objectsOf(at(order, 'fulfillments'))
    .filter(isSent)
    .flatMap((parcel) => objectsOf(at(parcel, 'line_items')))
  // A message may leave parcels out, or what is in them; then the status of the line decides.
  if (inParcels.length === 0 && at(line, 'fulfillment_status') === 'fulfilled') return quantity
  const sent = inParcels.filter((entry) => ownId(entry) === id)
  return lesserOf(sumOf(sent.map((entry) => quantityOf(at(entry, 'quantity')) ?? '0')), quantity)
}
