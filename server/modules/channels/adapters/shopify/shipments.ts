import type { LosslessObject } from '#platform/lossless-json.ts'
import { CALLED_OFF } from '../../called-off.ts'
import type { CanonicalShipment } from '../../canonical.ts'
import { at, listOf, objectsOf } from '../shape/json.ts'
import { quantityOf } from '../shape/quantity.ts'
import { textOf, textsOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { ownId } from './ids.ts'

export function shipmentOf(fulfillment: LosslessObject): CanonicalShipment | undefined {
  const externalId = ownId(fulfillment)
  if (externalId === null) return undefined
  const field = (name: string) => textOf(at(fulfillment, name))
  return {
    externalId,
    status: statusOf(field('status'), field('shipment_status')),
    carrier: field('tracking_company'),
    service: field('service'),
    trackingNumbers: severalOrOne(fulfillment, 'tracking_numbers', 'tracking_number'),
    trackingUrls: severalOrOne(fulfillment, 'tracking_urls', 'tracking_url'),
    at: instantOf(at(fulfillment, 'created_at')),
    lines: objectsOf(at(fulfillment, 'line_items')).flatMap((line) => {
      const externalLineId = ownId(line)
      const quantity = quantityOf(at(line, 'quantity'))
      return externalLineId !== null && quantity !== null ? [{ externalLineId, quantity }] : []
    }),
  }
}

/** How far it is; one that was cancelled keeps the word that its carrier said last. */
const statusOf = (status: string | null, ofCarrier: string | null): string =>
  status === 'cancelled' ? CALLED_OFF : (ofCarrier ?? status ?? '')

function severalOrOne(fulfillment: LosslessObject, several: string, one: string): string[] {
  const all = textsOf(listOf(at(fulfillment, several)))
  return all.length > 0 ? all : textsOf([at(fulfillment, one)])
}
