import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalLine } from '../../canonical.ts'
import { minorOf } from '../../money.ts'
import { amountsIn } from '../shape/amounts.ts'
import { at } from '../shape/json.ts'
import { isWhole, quantityOf } from '../shape/quantity.ts'
import { idOf, textOf, wordsOf } from '../shape/text.ts'

const TAXES = ['cgst_percentage', 'sgst_percentage', 'igst_percentage', 'cess_percentage']

/** Blinkit knows the goods by `item_id`; our own code for them is often left empty. */
export function purchaseLineOf(
  item: LosslessObject,
  index: number,
  flags: Set<CanonicalFlag>,
): CanonicalLine {
  const itemId = idOf(item['item_id'])
  const sku = textOf(item['sku_code'], 200) ?? itemId
  if (sku === null) flags.add('line_without_identifier')
  const quantity = quantityOf(item['units_ordered']) ?? '0'
  if (!isWhole(quantity)) flags.add('fractional_quantity')
  const price = item['basic_price'] ?? item['landing_price']
  const totalMinor = exactly(price, quantity, flags)
  const line = Number(textOf(item['line_number']) ?? index)
  return {
    // As `item_id`, because that is what the notice of a shipment must name later.
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
    taxMinor: taxOf(item, totalMinor, flags),
    totalMinor,
    ...{ requiresShipping: true, giftCard: false },
    properties: wordsOf(item, 'line_number', 'mrp', 'landing_price', 'upc'),
  }
}

/** Price times pieces with all digits of the price, and rounded once. */
function exactly(price: Lossless | undefined, quantity: string, flags: Set<CanonicalFlag>): number {
  // A price in ten-thousandths of a rupee is one in minor units of a currency with four digits.
  const fine = typeof price === 'string' ? minorOf(price, 'CLF') : undefined
  if (!fine) return 0
  if (fine.wasRounded) flags.add('precision_rounded')
  return safe(Math.round((fine.minor * Number(quantity)) / 100))
}

/** Percentages of the price before tax, and an additional cess that is an amount by itself. */
function taxOf(item: LosslessObject, taxableMinor: number, flags: Set<CanonicalFlag>): number {
  // The price with tax was all there was, so no tax comes on top.
  if (item['basic_price'] === null || item['basic_price'] === undefined) return 0
  const taxes = item['tax_details']
  const percentage = TAXES.map((name) => Number(textOf(at(taxes, name)) ?? 0))
    .filter((value) => value > 0 && value < 1_000)
    .reduce((sum, value) => sum + value, 0)
  const flat = amountsIn('INR', flags).readOrZero(at(taxes, 'additional_cess_value'))
  const hundredths = Math.round(percentage * 100)
  return safe(Math.round((taxableMinor * hundredths) / 10_000) + flat)
}

const safe = (value: number): number => (Number.isSafeInteger(value) ? value : 0)
