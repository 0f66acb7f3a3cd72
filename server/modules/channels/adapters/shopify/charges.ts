import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalDiscount, CanonicalOrder, CanonicalPickup } from '../../canonical.ts'
import type { Amounts } from '../shape/amounts.ts'
import { at, isTrue, objectsOf } from '../shape/json.ts'
import { pickupIn } from '../shape/pickup.ts'
import { textOf } from '../shape/text.ts'
import { taxOf, tipLines } from './lines.ts'

export const shippingLinesOf = (order: LosslessObject): LosslessObject[] =>
  objectsOf(at(order, 'shipping_lines')).filter((line) => !isTrue(at(line, 'is_removed')))

export const canonicalShippingLine = (line: LosslessObject, amounts: Amounts) => ({
  title: textOf(at(line, 'title')) ?? '',
  code: textOf(at(line, 'code')),
  amountMinor: amounts.readOrZero(at(line, 'price')),
  taxMinor: taxOf(line, amounts),
})

/** The pick-up point, where every way of delivery is one: what is sent in part needs an address. */
export function pickupOf(order: LosslessObject, hasAddress: boolean): CanonicalPickup | undefined {
  const ways = shippingLinesOf(order).map((line) => wayOf(line, hasAddress))
  return ways.includes(undefined) ? undefined : ways[0]
}

function wayOf(line: LosslessObject, hasAddress: boolean): CanonicalPickup | undefined {
  const [title, code] = [textOf(at(line, 'title')), textOf(at(line, 'code'))]
  const isSaid = /^(local[-_ ])?pick[-_ ]?up$/i.test(textOf(at(line, 'delivery_category')) ?? '')
  return isSaid ? { title: title ?? code ?? 'Pickup' } : pickupIn([title, code], { hasAddress })
}

/** What shipping costs before discounts on it. */
export function shippingOf(order: LosslessObject, amounts: Amounts): number {
  const total = amounts.read(at(order, 'total_shipping_price_set', 'shop_money', 'amount'))
  if (total !== null) return total
  return amounts.sum(shippingLinesOf(order).map((line) => amounts.readOrZero(at(line, 'price'))))
}

/** Amounts of the total that are neither goods nor shipping: tips, duties, extra fees. */
export function feesOf(order: LosslessObject, amounts: Amounts): CanonicalOrder['fees'] {
  const inShop = (name: string) => amounts.readOrZero(at(order, name, 'shop_money', 'amount'))
  const isInPrices = isTrue(at(order, 'duties_included'))
  const tips = tipLines(order).map((line) => amounts.readOrZero(at(line, 'price')))
  const fees = [
    {
      name: 'Tip',
      amountMinor:
        tips.length > 0 ? amounts.sum(tips) : amounts.readOrZero(at(order, 'total_tip_received')),
    },
    { name: 'Duties', amountMinor: isInPrices ? 0 : inShop('original_total_duties_set') },
    { name: 'Additional fees', amountMinor: inShop('original_total_additional_fees_set') },
  ]
  return fees.filter(({ amountMinor }) => amountMinor !== 0).map((fee) => ({ ...fee, taxMinor: 0 }))
}

/** The discounts, each with the sum of what it took off lines and shipping. */
export function discountsOf(order: LosslessObject, amounts: Amounts): CanonicalDiscount[] {
  const rules = objectsOf(at(order, 'discount_applications'))
  if (rules.length === 0) return codesOf(order, amounts)
  const parts = [...objectsOf(at(order, 'line_items')), ...shippingLinesOf(order)].flatMap((line) =>
    objectsOf(at(line, 'discount_allocations')),
  )
  return rules.map((rule, index) => {
    const own = parts.filter((part) => at(part, 'discount_application_index') === String(index))
    const code = textOf(at(rule, 'code'))
    return {
      code,
      title: textOf(at(rule, 'title')) ?? code ?? textOf(at(rule, 'description')) ?? '',
      amountMinor: amounts.sum(own.map((part) => amounts.readOrZero(at(part, 'amount')))),
      scope: scopeOf(rule),
    }
  })
}

function scopeOf(rule: LosslessObject): CanonicalDiscount['scope'] {
  if (at(rule, 'target_type') === 'shipping_line') return 'shipping'
  return at(rule, 'target_selection') === 'all' ? 'order' : 'line'
}

const codesOf = (order: LosslessObject, amounts: Amounts): CanonicalDiscount[] =>
  objectsOf(at(order, 'discount_codes')).map((given) => {
    const code = textOf(at(given, 'code'))
    const amountMinor = amounts.readOrZero(at(given, 'amount'))
    const scope = at(given, 'type') === 'shipping' ? 'shipping' : 'order'
    return { code, title: code ?? '', amountMinor, scope }
  })

export const taxesOf = (order: LosslessObject, amounts: Amounts): CanonicalOrder['taxes'] =>
  objectsOf(at(order, 'tax_lines')).map((tax) => ({
    title: textOf(at(tax, 'title')) ?? '',
    rate: textOf(at(tax, 'rate')),
    amountMinor: amounts.readOrZero(at(tax, 'price')),
  }))

/**
 * Who pays the tax to the state: the platform does so for Shopify's own marketplaces and in some
 * countries.
 */
export function taxRemittedBy(order: LosslessObject): 'merchant' | 'channel' {
  const taxes = objectsOf(at(order, 'tax_lines'))
  const isTheirs = taxes.length > 0 && taxes.every((tax) => isTrue(at(tax, 'channel_liable')))
  return isTheirs ? 'channel' : 'merchant'
}
