import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalShipment } from '../../canonical.ts'
import { idOf, textOf, textsOf } from '../shape/text.ts'
import { instantOfSeconds } from '../shape/time.ts'
import { wordsIn } from './entities.ts'
import { metaOf } from './lines.ts'
import { entriesOf } from './php.ts'

/**
 * The parcels of an order. WooCommerce has none of its own; the plugin Shipment Tracking keeps them
 * in this field.
 */
export function trackedOf(order: LosslessObject): CanonicalShipment[] {
  return entriesOf(metaOf(order, '_wc_shipment_tracking_items')).map((item, index) => ({
    externalId: idOf(item['tracking_id']) ?? textOf(item['tracking_number']) ?? `${index + 1}`,
    status: 'shipped',
    carrier: wordsIn(item['tracking_provider']) ?? wordsIn(item['custom_tracking_provider']),
    service: null,
    trackingNumbers: textsOf([item['tracking_number']]),
    trackingUrls: textsOf([item['custom_tracking_link']]),
    at: instantOfSeconds(item['date_shipped']),
    lines: [],
  }))
}
