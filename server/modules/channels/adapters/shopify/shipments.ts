import type { LosslessObject } from '#platform/lossless-json.ts'
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
    status: field('shipment_status') ?? field('status') ?? '',
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

function severalOrOne(fulfillment: LosslessObject, several: string, one: string): string[] {
  const all = textsOf(listOf(at(fulfillment, several)))
  return all.length > 0 ? all : textsOf([at(fulfillment, one)])
}
