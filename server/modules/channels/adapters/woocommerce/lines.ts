import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalLine, CanonicalRefund } from '../../canonical.ts'
import type { Amounts } from '../shape/amounts.ts'
import { at } from '../shape/json.ts'
import { isWhole, less, orderedOf, perOne, sumOf } from '../shape/quantity.ts'
import { idOf, recordOf, skuOf, textOf } from '../shape/text.ts'
import { decodeEntities, wordsIn } from './entities.ts'
import { entriesOf } from './php.ts'

type Parts = {
  amounts: Amounts
  flags: Set<CanonicalFlag>
  refunds: CanonicalRefund[]
  isFulfilled: boolean
  goesOut: boolean
}

/**
 * The lines of an order. Amounts are before tax, whether or not the shop enters its prices with
 * tax.
 */
export function linesOf(order: LosslessObject, parts: Parts): CanonicalLine[] {
  const items = entriesOf(order['line_items'])
  const lines = items.map((item, index) => lineOf(item, index, items, parts))
  const withParts = new Set(lines.map((line) => line.parentLineId))
  for (const line of lines) {
    // A line that is a bundle needs no SKU, since its parts are taken off the shelf.
    if (line.sku === null && !withParts.has(line.externalLineId)) parts.flags.add('unmapped_sku')
  }
  return lines
}

function lineOf(
  item: LosslessObject,
  index: number,
  items: LosslessObject[],
  parts: Parts,
): CanonicalLine {
  const { amounts, flags } = parts
  const id = idOf(item['id'])
  if (id === null) flags.add('line_without_identifier')
  const externalLineId = id ?? `line ${index + 1}`
  const quantity = orderedOf(item['quantity'], flags)
  if (!isWhole(quantity)) flags.add('fractional_quantity')
  const activeQuantity = less(quantity, refundedOf(externalLineId, parts.refunds))
  const totalMinor = amounts.read(item['total'])
  const subtotalMinor = amounts.read(item['subtotal']) ?? totalMinor
  return {
    externalLineId,
    parentLineId: parentOf(item, items),
    sku: skuOf(item['sku']),
    channelProductId: idOf(item['product_id']),
    channelVariantId: idOf(item['variation_id']),
    title: wordsIn(item['name']) ?? '',
    variantTitle: variantTitleOf(item),
    quantity,
    activeQuantity,
    fulfilledQuantity: parts.isFulfilled ? activeQuantity : '0',
    // `price` is a float after discounts, so the unit price is calculated from the subtotal.
    unitPriceMinor: subtotalMinor === null ? null : perOne(subtotalMinor, quantity),
    discountMinor: subtotalMinor === null ? 0 : subtotalMinor - (totalMinor ?? subtotalMinor),
    taxMinor: amounts.readOrZero(item['total_tax']),
    totalMinor,
    requiresShipping: parts.goesOut,
    giftCard: false,
    properties: shownMetaOf(item),
  }
}

const refundedOf = (lineId: string, refunds: CanonicalRefund[]): string =>
  sumOf(
    refunds.flatMap(({ lines }) =>
      lines.filter((line) => line.externalLineId === lineId).map((line) => line.quantity),
    ),
  )

export const metaOf = (item: LosslessObject, key: string) =>
  entriesOf(item['meta_data']).find((entry) => entry['key'] === key)?.['value']

/** The members by which plugins name the bundle of a part: by its id, or by its key in the cart. */
const BOXES = [
  { byId: 'bundled_by', byKey: '_bundled_by', key: '_bundle_cart_key' },
  // Of YITH, which calls the box otherwise.
  { byId: 'bundled_by', byKey: '_bundled_by', key: '_yith_bundle_cart_key' },
  { byId: 'composite_parent', byKey: '_composite_parent', key: '_composite_cart_key' },
  { byId: 'mnm_child_of', byKey: '_mnm_container', key: '_mnm_cart_key' },
]

function parentOf(item: LosslessObject, items: LosslessObject[]): string | null {
  const boxes = [...BOXES.map((names) => boxOf(item, items, names)), smartBoxOf(item, items)]
  const box = boxes.find((found) => found !== undefined)
  return box && box !== item ? idOf(at(box, 'id')) : null
}

/**
 * WPC Product Bundles names the bundle of a part by its product: it is the last such line before
 * the part.
 */
function smartBoxOf(item: LosslessObject, items: LosslessObject[]): LosslessObject | undefined {
  const productId = idOf(metaOf(item, '_woosb_parent_id'))
  if (productId === null) return undefined
  const isBox = (other: LosslessObject) =>
    metaOf(other, '_woosb_ids') !== undefined &&
    [other['product_id'], other['variation_id']].some((id) => idOf(id) === productId)
  return items.slice(0, items.indexOf(item)).findLast(isBox)
}

function boxOf(
  item: LosslessObject,
  items: LosslessObject[],
  { byId, byKey, key }: (typeof BOXES)[number],
): LosslessObject | undefined {
  const id = idOf(item[byId])
  const cartKey = textOf(metaOf(item, byKey))
  return (
    items.find((other) => id !== null && idOf(other['id']) === id) ??
    items.find((other) => cartKey !== null && textOf(metaOf(other, key)) === cartKey)
  )
}

/** The properties of a line that the shop shows; names that begin with `_` are for plugins. */
function shownMetaOf(item: LosslessObject): Record<string, string> {
  const shown = entriesOf(item['meta_data']).filter(
    (entry) => !textOf(entry['key'])?.startsWith('_'),
  )
  const meta = shown.map((entry) => ({ name: saidOf(entry, 'key'), value: saidOf(entry, 'value') }))
  return Object.fromEntries(
    Object.entries(recordOf(meta)).map(([name, value]) => [name, decodeEntities(value)]),
  )
}

/** For people `pa_color: navy-blue` is `Color: Navy Blue`. */
const saidOf = (entry: LosslessObject, field: 'key' | 'value'): Lossless =>
  textOf(entry[`display_${field}`]) ?? entry[field] ?? null

function variantTitleOf(item: LosslessObject): string | null {
  if (idOf(item['variation_id']) === null) return null
  const values = Object.values(shownMetaOf(item))
  return values.length > 0 ? values.join(', ') : null
}
