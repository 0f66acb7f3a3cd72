import type { Connection, OutgoingShipment } from '../../adapter.ts'
import type { CanonicalLine } from '../../canonical.ts'
import { itemIdOf } from './purchase-line.ts'

/**
 * The notice of a parcel. Our id of the parcel is its invoice number, so a repeat names the same
 * one.
 */
export function noticeOf(
  { credentials }: Connection,
  { shipmentId, carrier, trackingNumber, at, lines, order }: OutgoingShipment,
  number: string,
) {
  const day = at.toISOString().slice(0, 10)
  const gstin = order?.customer?.taxId
  const lineOf = (id: string) => order?.lines.find(({ externalLineId }) => externalLineId === id)
  return {
    po_number: number,
    invoice_number: shipmentId,
    ...{ invoice_date: day, delivery_date: day },
    supplier_details: {
      name: credentials['supplierName'] ?? '',
      gstin: credentials['supplierGstin'] ?? '',
      supplier_address: credentials['supplierAddress'] ?? '',
    },
    ...(gstin && { buyer_details: { gstin } }),
    shipment_details: {
      delivery_type: 'ROAD',
      delivery_partner: carrier ?? 'Own delivery',
      tracking_code: trackingNumber ?? shipmentId,
    },
    items: lines.map(({ externalLineId, quantity }) => ({
      item_id: itemIdOf(externalLineId),
      quantity,
      ...saidOf(lineOf(externalLineId)),
    })),
  }
}

/** What the purchase order says of the goods. Batches and dates of expiry are not kept here. */
function saidOf(line: CanonicalLine | undefined): Record<string, unknown> {
  if (!line) return {}
  const { properties, title } = line
  const amount = (name: string, as = name) =>
    properties[name] === undefined ? {} : { [as]: Number(properties[name]) }
  const { sku_code: skuCode, upc } = properties
  return {
    ...(skuCode && { sku_code: skuCode }),
    ...{ sku_description: title, ...(upc && { upc }), uom: 'UNIT' },
    ...{ ...amount('mrp'), ...amount('basic_price', 'unit_basic_price') },
    ...amount('landing_price', 'unit_landing_price'),
    tax_distribution: {
      ...{ ...amount('cgst_percentage'), ...amount('sgst_percentage') },
      ...amount('igst_percentage'),
    },
  }
}
