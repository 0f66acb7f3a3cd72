import type { PushResult, StockItem, StoredListing } from '../../adapter.ts'
import { outcomeOfPush } from '../outcome-of-push.ts'
import { at, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import type { Answer, Api } from './api.ts'
import { referenceOf, submitFeed } from './feeds.ts'
import { marketplaceOf } from './regions.ts'
import { searchListings, SEARCHED_MAX } from './search-listings.ts'

/** More changes than this are sent as one feed, which needs fewer calls but is slower to show. */
const PATCHES_MAX = 5
export const PRODUCT = 'PRODUCT'

export async function pushStock(api: Api, items: StockItem[]): Promise<PushResult[]> {
  if (items.length > PATCHES_MAX) return pushFeed(api, items)
  const results: PushResult[] = []
  for (const item of items) results.push(await outcomeOfPush(() => patch(api, item)))
  return results
}

async function patch(api: Api, { listing, quantity }: StockItem): Promise<PushResult> {
  const sku = listing.sku ?? listing.variantId ?? ''
  const answer = await api.call({
    operation: 'patchListing',
    method: 'PATCH',
    path: pathOf(api, sku),
    query: { marketplaceIds: marketplaceOf(api.connection.credentials) },
    body: {
      productType: listing.extra['productType'] ?? PRODUCT,
      patches: [replacement(listing, quantity)],
    },
    repeatable: true,
  })
  return outcomeOf(answer, sku)
}

/**
 * The result of a change. ACCEPTED means that it waits; INVALID is a refusal although the status is
 * 200.
 */
function outcomeOf({ json, status: http }: Answer, sku: string): PushResult {
  if (http === 404) return { type: 'refused', why: `Amazon has no listing with the SKU ${sku}.` }
  const status = textOf(at(json, 'status'))
  const reference = textOf(at(json, 'submissionId'))
  if (status === 'ACCEPTED' || status === 'VALID') return { type: 'submitted', reference }
  const [issue] = objectsOf(at(json, 'issues'))
  const words = textOf(issue?.['message'], 300) ?? textOf(issue?.['code']) ?? 'without words'
  return {
    type: 'refused',
    why: `Amazon refused the quantity (${status ?? 'no status'}): ${words}`,
  }
}

/**
 * The new value of the list. Members that are left out would be removed from the listing, such as
 * its lead time.
 */
function replacement({ extra }: StoredListing, quantity: number) {
  const leadDays = Number(extra['leadTimeDays'])
  return {
    op: 'replace',
    path: '/attributes/fulfillment_availability',
    value: [
      {
        fulfillment_channel_code: 'DEFAULT',
        quantity,
        ...(leadDays > 0 && { lead_time_to_ship_max_days: leadDays }),
      },
    ],
  }
}

async function pushFeed(api: Api, items: StockItem[]): Promise<PushResult[]> {
  const body = JSON.stringify({
    header: { sellerId: api.connection.uid, version: '2.0', issueLocale: 'en_US' },
    messages: items.map(({ listing, quantity }, index) => ({
      messageId: index + 1,
      sku: listing.sku ?? listing.variantId ?? '',
      operationType: 'PATCH',
      productType: listing.extra['productType'] ?? PRODUCT,
      patches: [replacement(listing, quantity)],
    })),
  })
  const contentType = 'application/json; charset=UTF-8'
  const feedId = await submitFeed(api, { type: 'JSON_LISTINGS_FEED', contentType, body })
  return items.map((_item, index) => {
    return { type: 'submitted', reference: referenceOf(feedId, index + 1) }
  })
}

/**
 * In a search Amazon takes a comma for the end of a SKU, so a SKU with a comma is read by itself.
 */
const COMMA = ','

/** Reads quantities; null for what Amazon does not tell, such as for a listing that is gone. */
export async function readStock(api: Api, refs: StoredListing[]): Promise<(number | null)[]> {
  const skus = refs.map(({ sku, variantId }) => sku ?? variantId ?? '')
  const searched = [...new Set(skus)].filter((sku) => sku !== '' && !sku.includes(COMMA))
  const found = new Map<string, number | null>()
  for (let from = 0; from < searched.length; from += SEARCHED_MAX) {
    const some = searched.slice(from, from + SEARCHED_MAX)
    const identifiers = some.join(COMMA)
    const about = { includedData: 'fulfillmentAvailability', identifiersType: 'SKU', identifiers }
    for (const item of objectsOf(at(await searchListings(api, about), 'items'))) {
      found.set(textOf(item['sku']) ?? '', quantityIn(item))
    }
  }
  for (const sku of skus) {
    if (sku.includes(COMMA) && !found.has(sku)) found.set(sku, await readOne(api, sku))
  }
  return skus.map((sku) => found.get(sku) ?? null)
}

async function readOne(api: Api, sku: string): Promise<number | null> {
  const { json, status } = await api.call({
    operation: 'getListing',
    method: 'GET',
    path: pathOf(api, sku),
    query: {
      marketplaceIds: marketplaceOf(api.connection.credentials),
      includedData: 'fulfillmentAvailability',
    },
  })
  return status === 404 ? null : quantityIn(json)
}

/** The quantity in the seller's own warehouse; those in Amazon's warehouses are not ours to set. */
export function quantityIn(item: Answer['json']): number | null {
  const own = objectsOf(at(item, 'fulfillmentAvailability')).find(
    ({ fulfillmentChannelCode }) => fulfillmentChannelCode === 'DEFAULT',
  )
  const quantity = textOf(own?.['quantity'])
  return quantity === null ? null : Number(quantity)
}

const pathOf = ({ connection }: Api, sku: string): string =>
  `/listings/2021-08-01/items/${encodeURIComponent(connection.uid)}/${encodeURIComponent(sku)}`
