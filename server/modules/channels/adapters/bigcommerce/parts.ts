import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { at, isObject, objectOf, objectsOf } from '../shape/json.ts'

/**
 * An order of the V2 interface is spread over several answers. The client puts them together as
 * `{order, products, shipping_addresses, …}`; null is what was not asked for.
 */
export type Parts = {
  order: LosslessObject
  products: LosslessObject[] | null
  addresses: LosslessObject[] | null
  coupons: LosslessObject[] | null
  fees: LosslessObject[]
  shipments: LosslessObject[]
  refunds: LosslessObject[] | null
  /** Parts that their buyer picks up; null is what was not asked for. */
  pickups: LosslessObject[] | null
}

export function partsOf(body: LosslessObject): Parts {
  const inner = body['order']
  const order = isObject(inner) ? inner : body
  const part = (name: string) => listIn(body[name]) ?? listIn(order[name])
  return {
    order,
    products: part('products'),
    addresses: part('shipping_addresses'),
    coupons: part('coupons'),
    fees: part('fees') ?? [],
    shipments: part('shipments') ?? [],
    // V3 answers are wrapped.
    refunds: listIn(at(body['refunds'], 'data') ?? body['refunds']),
    pickups: pickupsIn(body['consignments'] ?? order['consignments']),
  }
}

/** As one object or as a list of them, as `consignment_structure` wants it. */
function pickupsIn(consignments: Lossless | undefined): LosslessObject[] | null {
  const all = Array.isArray(consignments) ? objectsOf(consignments) : [objectOf(consignments)]
  const lists = all.flatMap((one) => listIn(one['pickups']) ?? [])
  return isObject(consignments) || Array.isArray(consignments) ? lists : null
}

/** An order alone has an address in place of each of these lists. */
const listIn = (value: Lossless | undefined): LosslessObject[] | null =>
  Array.isArray(value) ? objectsOf(value) : null
