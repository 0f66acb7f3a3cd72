import type { LosslessObject } from '#platform/lossless-json.ts'
import { at, isObject, objectsOf } from '../shape/json.ts'

/**
 * A purchase order of the contract from when Blinkit was Grofers, which older integrations still
 * get, in the words of the one that followed; anything else as it is.
 */
export function inNewerWords(body: LosslessObject): LosslessObject {
  const order = body['purchase_order_details']
  if (!isObject(order)) return body
  const number = order['purchase_order_number'] ?? null
  const delivery = body['grofers_delivery_details']
  const buyer = body['financial_details']
  return {
    type: body['event_name'] ?? null,
    po_number: number,
    details: {
      ...{ po_number: number, issue_date: order['issue_date'] ?? null },
      // It names no day of delivery: until it expires the goods are taken.
      ...{ delivery_date: order['po_expiry_date'] ?? null },
      ...{ expiry_date: order['po_expiry_date'] ?? null },
      outlet_id: at(delivery, 'grofers_outlet_id') ?? null,
      supplier_details: { id: body['receiver_code'] ?? null },
      buyer_details: {
        name: at(buyer, 'purchasing_entity') ?? null,
        gstin: at(buyer, 'gst_tin') ?? null,
      },
      item_data: objectsOf(body['item_data']).map(itemOf),
    },
  }
}

/** Its taxes are called values, and are percentages all the same. */
const itemOf = (item: LosslessObject): LosslessObject => ({
  ...item,
  basic_price: item['cost_price'] ?? null,
  landing_price: item['landing_rate'] ?? null,
  tax_details: {
    cgst_percentage: item['cgst_value'] ?? null,
    sgst_percentage: item['sgst_value'] ?? null,
    igst_percentage: item['igst_value'] ?? null,
    cess_percentage: item['cess_value'] ?? null,
  },
  crates_config: { crate_size: item['case_size'] ?? null },
  uom: { value: item['uom'] ?? null },
})
