import type { CanonicalFlag } from '../../canonical.ts'
import type { LosslessObject } from '#platform/lossless-json.ts'
import { at, isObject, objectsOf } from '../shape/json.ts'
import { orderedOf, perOne, quantityOf, sumOf, timesQuantity } from '../shape/quantity.ts'
import { idOf, skuOf, textOf } from '../shape/text.ts'
import type { Money } from './money.ts'
import { packingOf2026 } from './packing.ts'
import { type LineParts, type Parts, sumOfLines } from './totals.ts'

export function linesOf(
  order: LosslessObject,
  money: Money,
  flags: Set<CanonicalFlag>,
): LineParts[] {
  return itemsIn(order).map((item, index) => lineOf(item, index, money, flags))
}

const itemsIn = (order: LosslessObject): LosslessObject[] => objectsOf(order['orderItems'])

/**
 * The parts of the total. What is said of the whole order counts; the types of amounts that it does
 * not name are summed up from the lines.
 */
export function partsOf(order: LosslessObject, lines: LineParts[], money: Money): Parts | null {
  if (lines.length === 0) return null
  const whole = objectsOf(at(order, 'proceeds', 'breakdowns'))
  const types = new Set(whole.map(({ type }) => type))
  const rest = itemsIn(order).flatMap((item) => {
    return breakdownsOf(item).filter(({ type }) => !types.has(type))
  })
  const parts = partsIn([...whole, ...rest], money)
  return types.has('ITEM') ? parts : { ...parts, itemsMinor: sumOfLines(lines).itemsMinor }
}

function lineOf(
  item: LosslessObject,
  index: number,
  money: Money,
  flags: Set<CanonicalFlag>,
): LineParts {
  const quantity = orderedOf(item['quantityOrdered'], flags)
  const breakdowns = breakdownsOf(item)
  const hasPrice = breakdowns.some(({ type }) => type === 'ITEM')
  const said = partsIn(breakdowns, money)
  const unitPriceMinor =
    money.of(at(item, 'product', 'price', 'unitPrice')) ??
    (hasPrice ? perOne(said.itemsMinor, quantity) : null)
  const itemsMinor = hasPrice ? said.itemsMinor : timesQuantity(unitPriceMinor ?? 0, quantity)
  const parts = { ...said, itemsMinor }
  const fulfilledQuantity = quantityOf(at(item, 'fulfillment', 'quantityFulfilled')) ?? '0'
  return {
    ...parts,
    line: {
      externalLineId: idOf(item['orderItemId']) ?? String(index + 1),
      parentLineId: null,
      sku: skuOf(at(item, 'product', 'sellerSku')),
      channelProductId: textOf(at(item, 'product', 'asin')),
      channelVariantId: null,
      title: textOf(at(item, 'product', 'title')) ?? '',
      variantTitle: null,
      quantity,
      activeQuantity: activeOf(item, quantity, fulfilledQuantity),
      fulfilledQuantity,
      unitPriceMinor,
      discountMinor: parts.discountMinor,
      taxMinor: parts.taxMinor,
      totalMinor: money.of(at(item, 'proceeds', 'proceedsTotal')),
      requiresShipping: true,
      giftCard: false,
      properties: packingOf2026(item),
    },
  }
}

/**
 * The quantity that is still wanted. Amazon counts what was sent and what is to be sent; the rest
 * was cancelled.
 */
function activeOf(item: LosslessObject, quantity: string, fulfilled: string): string {
  const unfulfilled = quantityOf(at(item, 'fulfillment', 'quantityUnfulfilled'))
  if (isObject(at(item, 'cancellation', 'cancellationExecution'))) {
    return unfulfilled === null ? fulfilled : sumOf([fulfilled, unfulfilled])
  }
  return quantity
}

const breakdownsOf = (item: LosslessObject): LosslessObject[] =>
  objectsOf(at(item, 'proceeds', 'breakdowns'))

const NO_FEES = ['ITEM', 'SHIPPING', 'TAX', 'DISCOUNT']

/** Whether an amount is a fee: each type that is none of the known others, such as `GIFT_WRAP`. */
const isFee = (type: string): boolean => !NO_FEES.includes(type)

function partsIn(breakdowns: LosslessObject[], money: Money): Parts {
  const sum = (isWanted: (type: string) => boolean) =>
    money.sum(
      breakdowns
        .filter(({ type }) => isWanted(textOf(type) ?? ''))
        .map(({ subtotal }) => money.orZero(subtotal)),
    )
  return {
    itemsMinor: sum((type) => type === 'ITEM'),
    shippingMinor: sum((type) => type === 'SHIPPING'),
    feesMinor: sum(isFee),
    taxMinor: sum((type) => type === 'TAX'),
    discountMinor: Math.abs(sum((type) => type === 'DISCOUNT')),
  }
}

/** Whether the buyer wants to cancel, and that has not been granted yet. */
export const isCancelAsked = (order: LosslessObject): boolean =>
  itemsIn(order).some((item) => {
    const isAsked = at(item, 'cancellation', 'cancellationRequest', 'requester') === 'BUYER'
    return isAsked && !isObject(at(item, 'cancellation', 'cancellationExecution'))
  })

/** Whether the marketplace collects the tax and pays it to the state itself. */
export const isTaxRemitted = (order: LosslessObject): boolean =>
  itemsIn(order)
    .flatMap((item) => objectsOf(at(item, 'tax', 'taxCollections')))
    .some(({ model }) => model === 'MARKETPLACE_FACILITATOR')
