import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { at, isObject, objectOf, objectsOf } from '../shape/json.ts'

/**
 * The parts of an order. The V2 interface spreads them over several answers, which the client puts
 * together as `{order, products, shipping_addresses, …}`. Null is what was not asked for.
 */
export type Parts = {
  order: LosslessObject
  products: LosslessObject[] | null
  addresses: LosslessObject[] | null
  coupons: LosslessObject[] | null
  fees: LosslessObject[]
  shipments: LosslessObject[]
  refunds: LosslessObject[] | null
  /** The consignments that their buyer collects; null where they were not asked for. */
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
    // Answers of V3 have the list in a member `data`.
    refunds: listIn(at(body['refunds'], 'data') ?? body['refunds']),
    pickups:
      isObject(consignments) || Array.isArray(consignments)
        ? consignedIn(consignments, 'pickups')
        : null,
  }
}

/** With `include=consignments.line_items` the lines of an order stand below their consignments. */
const linesIn = (consignments: Lossless | undefined): LosslessObject[] =>
  [['shipping'], ['pickups'], ['downloads'], ['email', 'gift_certificates']]
    .flatMap((way) => consignedIn(consignments, ...way))
    .flatMap((place) => objectsOf(place['line_items']))
    // Without that parameter an entry is only the address of a line.
    .filter(({ quantity }) => quantity !== undefined)

/** `consignment_structure` decides whether consignments are one object or a list of them. */
function consignedIn(consignments: Lossless | undefined, ...way: string[]): LosslessObject[] {
  const all = Array.isArray(consignments) ? objectsOf(consignments) : [objectOf(consignments)]
  return all.flatMap((one) => objectsOf(at(one, ...way)))
}

const someOf = (list: LosslessObject[]): LosslessObject[] | null => (list.length > 0 ? list : null)

/** The list in a member. An order by itself has the address of each list in its place. */
const listIn = (value: Lossless | undefined): LosslessObject[] | null =>
  Array.isArray(value) ? objectsOf(value) : null
