import type { LosslessObject } from '#platform/lossless-json.ts'
import { at, isObject, objectsOf } from '../shape/json.ts'
import { quantityOf, sumOf } from '../shape/quantity.ts'
import { idOf, textOf } from '../shape/text.ts'
import type { Money } from './money.ts'
import type { LineParts } from './totals.ts'

const FEES = ['GIFT_WRAP', 'COD_FEE', 'DELIVERY_TIP', 'OTHER']

export function linesOf(order: LosslessObject, money: Money): LineParts[] {
  return objectsOf(order['orderItems']).map((item, index) => lineOf(item, index, money))
}

function lineOf(item: LosslessObject, index: number, money: Money): LineParts {
  const quantity = quantityOf(item['quantityOrdered']) ?? '0'
  const unitPriceMinor = money.of(at(item, 'product', 'price', 'unitPrice'))
  const parts = partsOf(item, money, unitPriceMinor, Number(quantity))
  const fulfilledQuantity = quantityOf(at(item, 'fulfillment', 'quantityFulfilled')) ?? '0'
  return {
    ...parts,
    line: {
      externalLineId: idOf(item['orderItemId']) ?? String(index + 1),
      parentLineId: null,
      sku: textOf(at(item, 'product', 'sellerSku')),
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
      properties: {},
    },
  }
}

/** Amazon counts what is sent and what is still to be sent; what is in neither was cancelled. */
function activeOf(item: LosslessObject, quantity: string, fulfilled: string): string {
  const unfulfilled = quantityOf(at(item, 'fulfillment', 'quantityUnfulfilled'))
  if (isObject(at(item, 'cancellation', 'cancellationExecution'))) {
    return unfulfilled === null ? fulfilled : sumOf([fulfilled, unfulfilled])
  }
  return quantity
}

function partsOf(item: LosslessObject, money: Money, unit: number | null, pieces: number) {
  const breakdowns = objectsOf(at(item, 'proceeds', 'breakdowns'))
  const sum = (...types: string[]) =>
    money.sum(
      breakdowns
        .filter(({ type }) => types.includes(textOf(type) ?? ''))
        .map(({ subtotal }) => money.orZero(subtotal)),
    )
  const hasItem = breakdowns.some(({ type }) => type === 'ITEM')
  return {
    itemsMinor: hasItem ? sum('ITEM') : Math.round((unit ?? 0) * pieces),
    shippingMinor: sum('SHIPPING'),
    feesMinor: sum(...FEES),
    taxMinor: sum('TAX'),
    discountMinor: Math.abs(sum('DISCOUNT')),
  }
}

export const isCancelAsked = (order: LosslessObject): boolean =>
  objectsOf(order['orderItems']).some((item) => {
    return at(item, 'cancellation', 'cancellationRequest', 'requester') === 'BUYER'
  })

/** Tax that the marketplace collects and pays to the state itself. */
export const isTaxRemitted = (order: LosslessObject): boolean =>
  objectsOf(order['orderItems'])
    .flatMap((item) => objectsOf(at(item, 'tax', 'taxCollections')))
    .some(({ model }) => model === 'MARKETPLACE_FACILITATOR')
