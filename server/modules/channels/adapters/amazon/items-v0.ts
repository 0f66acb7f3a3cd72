import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { at, isObject, objectsOf } from '../shape/json.ts'

/** Amazon's own name first; programs that put its answers together have others. */
const NAMES = ['OrderItems', 'orderItems', 'order_items', 'items']

/** An answer within a page within a list, and what XML makes of a list within that. */
const ENVELOPES_MAX = 4

/** The lines of an order of v0, by whatever name they stand in this object. */
export const itemsIn = (place: LosslessObject): LosslessObject[] =>
  NAMES.flatMap((name) => itemsOf(place[name]))

function itemsOf(value: Lossless | undefined, envelopes = 0): LosslessObject[] {
  const found = isObject(value) ? [value] : objectsOf(value)
  return found.flatMap((one) => {
    if (one['OrderItemId'] !== undefined || one['QuantityOrdered'] !== undefined) return [one]
    const inner = at(one, 'payload') ?? one['OrderItems'] ?? one['OrderItem']
    return envelopes < ENVELOPES_MAX ? itemsOf(inner, envelopes + 1) : []
  })
}
