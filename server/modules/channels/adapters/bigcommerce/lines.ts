import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalLine } from '../../canonical.ts'
import type { Amounts } from '../shape/amounts.ts'
import { isTrue, objectsOf } from '../shape/json.ts'
import { isWhole, less, orderedOf, quantityOf, timesQuantity } from '../shape/quantity.ts'
import { idOf, recordOf, skuOf, textOf, wordsOf } from '../shape/text.ts'
import type { Parts } from './parts.ts'

export function linesOf(
  { order, products, addresses }: Parts,
  amounts: Amounts,
  flags: Set<CanonicalFlag>,
): CanonicalLine[] {
  const how = {
    isSplit: (addresses ?? []).length > 1,
    isWithTax: isTrue(order['is_tax_inclusive_pricing']),
  }
  const lines = (products ?? []).map((product, index) => {
    return lineOf(product, index, how, amounts, flags)
  })
  const withParts = new Set(lines.map((line) => line.parentLineId))
  for (const line of lines) {
    if (line.sku === null && !withParts.has(line.externalLineId)) flags.add('unmapped_sku')
  }
  return lines
}

function lineOf(
  product: LosslessObject,
  index: number,
  { isSplit, isWithTax }: { isSplit: boolean; isWithTax: boolean },
  amounts: Amounts,
  flags: Set<CanonicalFlag>,
): CanonicalLine {
  const id = idOf(product['id'])
  if (id === null) flags.add('line_without_identifier')
  const quantity = orderedOf(product['quantity'], flags)
  if (!isWhole(quantity)) flags.add('fractional_quantity')
  const options = recordOf(product['product_options'], 'display_name', 'display_value')
  const discountMinor = discountOf(product, isWithTax, amounts)
  const unitPriceMinor = amounts.read(product['price_ex_tax'])
  const priceMinor = unitPriceMinor === null ? null : timesQuantity(unitPriceMinor, quantity)
  const beforeMinor = amounts.read(product['total_ex_tax']) ?? priceMinor
  const type = textOf(product['type'])
  return {
    externalLineId: id ?? `line ${index + 1}`,
    parentLineId: idOf(product['parent_order_product_id']),
    sku: skuOf(product['sku']),
    channelProductId: idOf(product['product_id']),
    channelVariantId: idOf(product['variant_id']),
    title: textOf(product['name']) ?? '',
    variantTitle: Object.values(options).join(', ') || null,
    quantity,
    activeQuantity: less(quantity, refundedOf(product, quantity)),
    fulfilledQuantity: quantityOf(product['quantity_shipped']) ?? '0',
    unitPriceMinor,
    discountMinor,
    taxMinor: amounts.readOrZero(product['total_tax']),
    totalMinor: beforeMinor === null ? null : beforeMinor - discountMinor,
    requiresShipping: type === null || type === 'physical',
    giftCard: type === 'giftcertificate',
    properties: { ...options, ...packingOf(product), ...(isSplit && addressOf(product)) },
  }
}

/** For whoever packs it: what the buyer wrote upon it, and the paper and words of a gift. */
const packingOf = (product: LosslessObject): Record<string, string> => ({
  ...recordOf(product['configurable_fields']),
  ...wordsOf(
    { giftMessage: product['wrapping_message'], giftWrap: product['wrapping_name'] },
    'giftMessage',
    'giftWrap',
  ),
})

/**
 * The refunded quantity. A line that is marked as refunded without a count was refunded as a whole.
 */
const refundedOf = (product: LosslessObject, quantity: string): string =>
  quantityOf(product['quantity_refunded']) ?? (isTrue(product['is_refunded']) ? quantity : '0')

/** The id of the address that a line goes to, for orders that go to several people. */
function addressOf(product: LosslessObject): Record<string, string> {
  const id = idOf(product['order_address_id'])
  return id === null ? {} : { order_address_id: id }
}

/** Where prices hold their tax the discount does as well: so much less tax is its part of that. */
function discountOf(product: LosslessObject, isWithTax: boolean, amounts: Amounts): number {
  const givenMinor = amounts.sum(
    objectsOf(product['applied_discounts']).map((entry) => amounts.readOrZero(entry['amount'])),
  )
  if (!isWithTax || givenMinor === 0) return givenMinor
  const [all = 0, untaxed = 0, tax = 0] = ['total_inc_tax', 'total_ex_tax', 'total_tax'].map(
    (name) => amounts.readOrZero(product[name]),
  )
  return Math.max(0, givenMinor - Math.max(0, all - untaxed - tax))
}
