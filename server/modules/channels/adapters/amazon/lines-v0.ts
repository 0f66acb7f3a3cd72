import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag } from '../../canonical.ts'
import { at, isTrue } from '../shape/json.ts'
import { orderedOf, quantityOf } from '../shape/quantity.ts'
import { idOf, skuOf, textOf } from '../shape/text.ts'
import type { Money } from './money.ts'
import { packingOfV0 } from './packing.ts'
import type { LineParts } from './totals.ts'

export const linesOf = (
  items: LosslessObject[],
  money: Money,
  flags: Set<CanonicalFlag>,
): LineParts[] => items.map((item, index) => lineOf(item, index, money, flags))

function lineOf(
  item: LosslessObject,
  index: number,
  money: Money,
  flags: Set<CanonicalFlag>,
): LineParts {
  const quantity = orderedOf(item['QuantityOrdered'], flags)
  const parts = partsOf(item, money)
  const price = money.of(item['ItemPrice'])
  return {
    ...parts,
    line: {
      externalLineId: idOf(item['OrderItemId']) ?? String(index + 1),
      parentLineId: null,
      sku: skuOf(item['SellerSKU']),
      channelProductId: textOf(item['ASIN']),
      channelVariantId: null,
      title: textOf(item['Title']) ?? '',
      variantTitle: null,
      quantity,
      activeQuantity: quantity,
      fulfilledQuantity: quantityOf(item['QuantityShipped']) ?? '0',
      unitPriceMinor: unitPriceOf(price, Number(quantity), flags),
      discountMinor: parts.discountMinor,
      taxMinor: parts.taxMinor,
      totalMinor: price === null ? null : price - parts.discountMinor,
      requiresShipping: true,
      giftCard: false,
      properties: packingOfV0(item),
    },
  }
}

/** The price of one piece: `ItemPrice` is for all pieces of the line together. */
function unitPriceOf(price: number | null, pieces: number, flags: Set<CanonicalFlag>) {
  if (price === null || pieces === 0) return price
  const unit = Math.round(price / pieces)
  if (unit * pieces !== price) flags.add('precision_rounded')
  return unit
}

function partsOf(item: LosslessObject, money: Money) {
  // What was said of gift wrapping stands with the buyer of the item.
  const said = (name: string) => item[name] ?? at(item, 'BuyerInfo', name)
  const sum = (...names: string[]) => money.sum(names.map((name) => money.orZero(said(name))))
  return {
    itemsMinor: sum('ItemPrice'),
    shippingMinor: sum('ShippingPrice') - sum('ShippingDiscount'),
    feesMinor: sum('CODFee', 'GiftWrapPrice') - sum('CODFeeDiscount'),
    taxMinor:
      sum('ItemTax', 'ShippingTax', 'GiftWrapTax') -
      sum('PromotionDiscountTax', 'ShippingDiscountTax'),
    discountMinor: sum('PromotionDiscount'),
  }
}

export const isCancelAsked = (items: LosslessObject[]): boolean =>
  items.some((item) => isTrue(at(item, 'BuyerRequestedCancel', 'IsBuyerRequestedCancel')))

export const isTaxRemitted = (items: LosslessObject[]): boolean =>
  items.some((item) => at(item, 'TaxCollection', 'Model') === 'MarketplaceFacilitator')
