import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { at, isTrue } from '../shape/json.ts'
import { entriesOf } from './php.ts'

const ORDER = new Map([
  ['order_number', 'number'],
  ['created_at', 'date_created_gmt'],
  ['updated_at', 'date_modified_gmt'],
  ['total_discount', 'discount_total'],
  ['total_shipping', 'shipping_total'],
  ['billing_address', 'billing'],
  ['shipping_address', 'shipping'],
  ['note', 'customer_note'],
])

const PARTS = new Map([
  ['line_items', new Map([['meta', 'meta_data']])],
  ['fee_lines', new Map([['title', 'name']])],
  ['coupon_lines', new Map([['amount', 'discount']])],
  [
    'tax_lines',
    new Map([
      ['title', 'label'],
      ['total', 'tax_total'],
    ]),
  ],
])

/**
 * An order in the words of version 3. A webhook for the Legacy API, which shops could make until
 * WooCommerce 9, says `created_at` and `total_shipping`, as the interface did before 2017.
 */
export function inWordsOfToday(order: LosslessObject): LosslessObject {
  if (order['created_at'] === undefined || order['date_created'] !== undefined) return order
  const payment = order['payment_details']
  const parts = [...PARTS].map(([list, names]): [string, Lossless] => {
    return [list, entriesOf(order[list]).map((part) => renamed(part, names))]
  })
  return {
    ...renamed(order, ORDER),
    ...Object.fromEntries(parts),
    payment_method: at(payment, 'method_id') ?? null,
    payment_method_title: at(payment, 'method_title') ?? null,
    // It says that it was paid and not when: by the time of its last change it was.
    date_paid_gmt: isTrue(at(payment, 'paid')) ? (order['updated_at'] ?? null) : null,
  }
}

const renamed = (object: LosslessObject, names: Map<string, string>): LosslessObject =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]),
  )
