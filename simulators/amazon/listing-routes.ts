import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { decimal } from '../frame/amounts.ts'
import type { SimulatorClock } from '../frame/clock.ts'
import type { Good } from '../frame/goods.ts'
import type { Ledger } from '../frame/ledger.ts'
import { pageOf } from '../frame/pages.ts'
import type { Random } from '../frame/random.ts'
import { jsonOf } from '../frame/server.ts'
import type { Wire } from '../frame/wire.ts'
import { type Gate, refuse, send } from './gate.ts'
import { asinOf, MARKETPLACE } from './shapes.ts'

/** No search leads further, however many match. */
const RESULTS_MAX = 1_000
/** What is accepted shows later; until then the old quantity is still what buyers see. */
const VISIBLE_AFTER_MS = 5_000
const LEAD_TIME_DAYS = 2

export const patchSchema = z.object({
  productType: z.string().min(1),
  patches: z
    .array(
      z.object({
        op: z.literal('replace'),
        path: z.literal('/attributes/fulfillment_availability'),
        value: z
          .array(
            z.object({
              fulfillment_channel_code: z.literal('DEFAULT'),
              quantity: z.number().int().min(0),
              lead_time_to_ship_max_days: z.number().int().optional(),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
})

type Parts = {
  app: FastifyInstance
  clock: SimulatorClock
  random: Random
  ledger: Ledger
  gate: Gate
  goods: Good[]
}

export type Listings = ReturnType<typeof createListings>

export function createListings({ clock, ledger, goods }: Parts) {
  const leadDays = new Map<string, number | undefined>()
  return {
    find: (sku: string) => goods.find((good) => good.sku === sku),
    leadDaysOf: (sku: string) => (leadDays.has(sku) ? leadDays.get(sku) : LEAD_TIME_DAYS),
    /** In words why it was refused, or nothing. */
    patch(sku: string, body: unknown): string | undefined {
      const good = goods.find((one) => one.sku === sku)
      if (!good) return `There is no listing with the SKU ${sku}.`
      const parsed = patchSchema.safeParse(body)
      if (!parsed.success) return 'The quantity or the product type is not valid.'
      const [value] = parsed.data.patches[0]!.value
      clock.after(VISIBLE_AFTER_MS, () => {
        good.quantity = value!.quantity
        leadDays.set(sku, value!.lead_time_to_ship_max_days)
        ledger.record('stock', { sku, quantity: good.quantity })
      })
      return undefined
    },
  }
}

/** How a listing looks on the wire. */
function shapes(goods: Good[], listings: Listings) {
  /** One after the other, in the order of the list. */
  const madeAt = (good: Good) =>
    new Date(Date.UTC(2025, 0, 1) + goods.indexOf(good) * 60_000).toISOString()
  const shape = (good: Good): Wire => ({
    sku: good.sku,
    summaries: [
      {
        marketplaceId: MARKETPLACE,
        asin: asinOf(good.sku),
        productType: 'HOME',
        itemName: good.title,
        createdDate: madeAt(good),
      },
    ],
    attributes: {
      ...(good.barcode !== undefined && {
        externally_assigned_product_identifier: [{ type: 'ean', value: good.barcode }],
      }),
      fulfillment_availability: [
        {
          fulfillment_channel_code: 'DEFAULT',
          quantity: good.quantity,
          ...(listings.leadDaysOf(good.sku) !== undefined && {
            lead_time_to_ship_max_days: listings.leadDaysOf(good.sku),
          }),
        },
      ],
    },
    offers: [
      {
        ...{ marketplaceId: MARKETPLACE, offerType: 'B2C' },
        price: { currencyCode: 'INR', amount: decimal(good.pricesMinor['INR'] ?? 0, 'INR') },
      },
    ],
    fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity: good.quantity }],
  })
  return { shape, madeAt }
}

export function addListingRoutes(parts: Parts, listings: Listings): void {
  const { app, gate, goods, random } = parts
  const { shape, madeAt } = shapes(goods, listings)
  app.get('/listings/2021-08-01/items/:seller', (request, reply) => {
    if (!gate.pass('searchListings', request, reply)) return reply
    const query = request.query as Record<string, string | undefined>
    const { pageToken = null, pageSize = '10', identifiers, identifiersType } = query
    const { createdAfter = '' } = query
    const wanted = identifiers?.split(',')
    if (wanted && (identifiersType !== 'SKU' || wanted.length > 20)) {
      return refuse(reply, 400, 'InvalidInput', 'At most 20 identifiers of one type.')
    }
    const all = goods
      .filter((good) => madeAt(good) >= createdAfter && (wanted?.includes(good.sku) ?? true))
      .slice(0, RESULTS_MAX)
    const { items, next } = pageOf(all, pageToken, Math.min(20, Number(pageSize)))
    const pagination = next === null ? {} : { nextToken: next }
    return send(reply, 200, { numberOfResults: all.length, pagination, items: items.map(shape) })
  })
  app.get('/listings/2021-08-01/items/:seller/:sku', (request, reply) => {
    if (!gate.pass('getListing', request, reply)) return reply
    const good = listings.find((request.params as { sku: string }).sku)
    return good ? send(reply, 200, shape(good)) : refuse(reply, 404, 'NotFound', 'No such SKU.')
  })
  app.patch('/listings/2021-08-01/items/:seller/:sku', (request, reply) => {
    if (!gate.pass('patchListing', request, reply)) return reply
    const { sku } = request.params as { sku: string }
    if (!listings.find(sku)) return refuse(reply, 404, 'NotFound', 'No such SKU.')
    const why = listings.patch(sku, jsonOf(request))
    // A refusal is an answer of 200 as well.
    return send(reply, 200, {
      sku,
      status: why === undefined ? 'ACCEPTED' : 'INVALID',
      submissionId: random.uuid(),
      issues: why === undefined ? [] : [{ code: '90000900', message: why, severity: 'ERROR' }],
    })
  })
}
