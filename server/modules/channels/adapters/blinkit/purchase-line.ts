import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { minorOf } from '#platform/money.ts'
import type { CanonicalFlag, CanonicalLine } from '../../canonical.ts'
import { amountsIn } from '../shape/amounts.ts'
import { at } from '../shape/json.ts'
import { isWhole, orderedOf, percentOf, quantityOf, sumOf } from '../shape/quantity.ts'
import { idOf, joined, skuOf, textOf, wordsOf } from '../shape/text.ts'

const TAXES = ['cgst_percentage', 'sgst_percentage', 'igst_percentage', 'cess_percentage']

/**
 * The lines. The same goods may stand in two of them, such as at two prices; the second gets
 * another id.
 */
export function purchaseLinesOf(
  items: LosslessObject[],
  flags: Set<CanonicalFlag>,
): CanonicalLine[] {
  const seen = new Set<string>()
  return items.map((item, index) => {
    const line = purchaseLineOf(item, index, flags)
    const { externalLineId: id } = line
    const externalLineId = seen.has(id) ? `${id}${REPEATED}${index + 1}` : id
    seen.add(externalLineId)
    return { ...line, externalLineId }
  })
}

const REPEATED = '#'

/** The item id of a line, which a shipping notice must name. */
export const itemIdOf = (externalLineId: string): string => externalLineId.split(REPEATED)[0]!

/** A line. Blinkit knows the goods by `item_id`; our own SKU is often left empty. */
function purchaseLineOf(
  item: LosslessObject,
  index: number,
  flags: Set<CanonicalFlag>,
): CanonicalLine {
  const itemId = idOf(item['item_id'])
  const sku = skuOf(item['sku_code']) ?? itemId
  if (sku === null) flags.add('line_without_identifier')
  const quantity = orderedOf(item['units_ordered'], flags)
  if (!isWhole(quantity)) flags.add('fractional_quantity')
  const price = item['basic_price'] ?? item['landing_price']
  const totalMinor = exactly(price, quantity, flags)
  const line = Number(quantityOf(item['line_number']) ?? index)
  return {
    // This is the `item_id`, because a shipping notice must name it later.
    externalLineId: itemId ?? `line-${line + 1}`,
    parentLineId: null,
    sku,
    channelProductId: itemId,
    channelVariantId: null,
    title: textOf(item['name']) ?? '',
    variantTitle: null,
    quantity,
    activeQuantity: quantity,
    fulfilledQuantity: '0',
    unitPriceMinor: amountsIn('INR', flags).read(price),
    discountMinor: 0,
    taxMinor: taxOf(item, totalMinor ?? 0, flags),
    totalMinor,
    ...{ requiresShipping: true, giftCard: false },
    properties: {
      ...wordsOf(item, 'line_number', 'sku_code', 'mrp', 'basic_price', 'landing_price', 'upc'),
      ...wordsOf(item['tax_details'], ...TAXES),
      ...wordsOf(item['crates_config'], 'crates_ordered', 'crate_size'),
      ...packOf(item['uom']),
    },
  }
}

/**
 * The content of one piece, such as `12 ml`; what is ordered are pieces, however they are packed.
 */
function packOf(uom: Lossless | undefined): Record<string, string> {
  const pack = joined(at(uom, 'value'), at(uom, 'unit'))
  return pack === '' ? {} : { pack }
}

/** Price times pieces with all digits of the price, rounded once; null without a price. */
function exactly(price: Lossless | undefined, quantity: string, flags: Set<CanonicalFlag>) {
  // A price in ten-thousandths of a rupee is read like one in a currency with four digits.
  const fine = typeof price === 'string' ? minorOf(price, 'CLF') : undefined
  if (!fine) return null
  if (fine.wasRounded) flags.add('precision_rounded')
  return safe(Math.round((fine.minor * Number(quantity)) / 100))
}

/** The tax: percentages of the price before tax, and an additional cess that is an amount. */
function taxOf(item: LosslessObject, taxableMinor: number, flags: Set<CanonicalFlag>): number {
  // Only the price with tax is known, so no tax comes on top of it.
  if (item['basic_price'] === null || item['basic_price'] === undefined) return 0
  const taxes = item['tax_details']
  const percentages = TAXES.map((name) => quantityOf(at(taxes, name)) ?? '0')
  const flat = amountsIn('INR', flags).readOrZero(at(taxes, 'additional_cess_value'))
  return safe(percentOf(taxableMinor, sumOf(percentages)) + flat)
}

const safe = (value: number): number => (Number.isSafeInteger(value) ? value : 0)
