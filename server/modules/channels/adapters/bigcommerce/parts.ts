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
  const consignments = body['consignments'] ?? order['consignments']
  return {
    order,
    products: part('products') ?? someOf(linesIn(consignments)),
    addresses: part('shipping_addresses') ?? someOf(consignedIn(consignments, 'shipping')),
    coupons: part('coupons'),
    fees: part('fees') ?? [],
    shipments: part('shipments') ?? [],
    // V3 answers are wrapped.
    refunds: listIn(at(body['refunds'], 'data') ?? body['refunds']),
    pickups:
      isObject(consignments) || Array.isArray(consignments)
        ? consignedIn(consignments, 'pickups')
        : null,
  }
}

/** With `include=consignments.line_items` an order has its lines below the ways in which they go. */
const linesIn = (consignments: Lossless | undefined): LosslessObject[] =>
  ['shipping', 'pickups', 'downloads']
    .flatMap((way) => consignedIn(consignments, way))
    .flatMap((place) => objectsOf(place['line_items']))
    // Without that a line is only where it can be asked for.
    .filter(({ quantity }) => quantity !== undefined)

/** As one object or as a list of them, as `consignment_structure` wants it. */
function consignedIn(consignments: Lossless | undefined, way: string): LosslessObject[] {
  const all = Array.isArray(consignments) ? objectsOf(consignments) : [objectOf(consignments)]
  return all.flatMap((one) => objectsOf(one[way]))
}

const someOf = (list: LosslessObject[]): LosslessObject[] | null => (list.length > 0 ? list : null)

/** An order alone has an address in place of each of these lists. */
const listIn = (value: Lossless | undefined): LosslessObject[] | null =>
  Array.isArray(value) ? objectsOf(value) : null
