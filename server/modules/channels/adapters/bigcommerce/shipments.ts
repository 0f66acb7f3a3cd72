import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalShipment } from '../../canonical.ts'
import { objectsOf } from '../shape/json.ts'
import { quantityOf } from '../shape/quantity.ts'
import { idOf, textOf, textsOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'

export function shipmentOf(shipment: LosslessObject, index: number): CanonicalShipment {
  const carrier = textOf(shipment['shipping_provider']) ?? textOf(shipment['tracking_carrier'])
  const link = textOf(shipment['tracking_link']) ?? textOf(shipment['generated_tracking_link'])
  return {
    externalId: idOf(shipment['id']) ?? `shipment ${index + 1}`,
    status: 'shipped',
    carrier,
    service: textOf(shipment['shipping_method']),
    trackingNumbers: textsOf([shipment['tracking_number']]),
    trackingUrls: link === null ? [] : [link],
    at: instantOf(shipment['date_created']),
    lines: objectsOf(shipment['items']).map((item) => ({
      externalLineId: idOf(item['order_product_id']) ?? '',
      quantity: quantityOf(item['quantity']) ?? '0',
    })),
  }
}
