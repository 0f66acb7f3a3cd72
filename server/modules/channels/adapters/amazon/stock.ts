import type { LosslessObject } from '#platform/lossless-json.ts'
import type { ListedPrice, Listing, PushResult, StockItem, StoredListing } from '../../adapter.ts'
import { pushed } from '../pushed.ts'
import { at, objectsOf } from '../shape/json.ts'
import { priceOf } from '../shape/price.ts'
import { barcodeOf, skuOf, textOf } from '../shape/text.ts'
import type { Answer, Api } from './api.ts'
import { referenceOf, submitFeed } from './feeds.ts'
import { amountIn, currencyIn } from './money.ts'
import { marketplaceOf } from './regions.ts'

/** More at once go as one feed, which has far fewer calls and is slower to show. */
const PATCHES_MAX = 5
const PRODUCT = 'PRODUCT'

export async function pushStock(api: Api, items: StockItem[]): Promise<PushResult[]> {
  if (items.length > PATCHES_MAX) return pushFeed(api, items)
  const results: PushResult[] = []
  for (const item of items) results.push(await pushed(() => patch(api, item)))
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

/** ACCEPTED is a place in a queue; INVALID is a refusal although the answer is 200. */
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

/** What is left out of the list is removed from the listing, such as its lead time. */
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

/** Null for what Amazon does not tell, such as a listing that is gone. */
export async function readStock(api: Api, refs: StoredListing[]): Promise<(number | null)[]> {
  const quantities: (number | null)[] = []
  for (const { sku, variantId } of refs) {
    const { json, status } = await api.call({
      operation: 'getListing',
      method: 'GET',
      path: pathOf(api, sku ?? variantId ?? ''),
      query: {
        marketplaceIds: marketplaceOf(api.connection.credentials),
        includedData: 'fulfillmentAvailability',
      },
    })
    quantities.push(status === 404 ? null : quantityIn(json))
  }
  return quantities
}

export async function listListings(api: Api, page: string | null) {
  const { json } = await api.call({
    operation: 'searchListings',
    method: 'GET',
    path: `/listings/2021-08-01/items/${encodeURIComponent(api.connection.uid)}`,
    query: {
      marketplaceIds: marketplaceOf(api.connection.credentials),
      includedData: 'summaries,attributes,offers,fulfillmentAvailability',
      pageSize: '20',
      ...(page !== null && { pageToken: page }),
    },
  })
  const listings = objectsOf(at(json, 'items')).map(listingOf)
  return { listings, next: textOf(at(json, 'pagination', 'nextToken'), 5_000) }
}

function listingOf(item: LosslessObject): Listing {
  const [summary] = objectsOf(item['summaries'])
  const [attribute] = objectsOf(at(item, 'attributes', 'fulfillment_availability'))
  const leadTimeDays = textOf(attribute?.['lead_time_to_ship_max_days'])
  const asin = textOf(summary?.['asin'])
  return {
    productId: null,
    variantId: null,
    sku: skuOf(item['sku']),
    title: textOf(summary?.['itemName']) ?? '',
    quantity: quantityIn(item),
    details: {
      ...{ productTitle: textOf(summary?.['itemName']), variantTitle: null },
      ...{ barcode: barcodeIn(item), price: priceIn(item) },
    },
    extra: {
      productType: textOf(summary?.['productType']) ?? PRODUCT,
      ...(leadTimeDays !== null && { leadTimeDays }),
      ...(asin !== null && { asin }),
    },
  }
}

/** What consumers pay; companies may have a price of their own. */
function priceIn(item: LosslessObject): ListedPrice | null {
  const offers = objectsOf(item['offers'])
  const offer = offers.find(({ offerType }) => offerType === 'B2C') ?? offers[0]
  return priceOf(amountIn(offer?.['price']), currencyIn(offer?.['price']))
}

const BARCODES = new Set(['ean', 'upc', 'gtin', 'isbn'])

function barcodeIn(item: LosslessObject): string | null {
  const ids = objectsOf(at(item, 'attributes', 'externally_assigned_product_identifier'))
  const id = ids.find(({ type }) => BARCODES.has(textOf(type)?.toLowerCase() ?? ''))
  return barcodeOf(id?.['value'])
}

/** Of the seller's own warehouse; what Amazon has in its own is not ours to set. */
function quantityIn(item: Answer['json']): number | null {
  const own = objectsOf(at(item, 'fulfillmentAvailability')).find(
    ({ fulfillmentChannelCode }) => fulfillmentChannelCode === 'DEFAULT',
  )
  const quantity = textOf(own?.['quantity'])
  return quantity === null ? null : Number(quantity)
}

const pathOf = ({ connection }: Api, sku: string): string =>
  `/listings/2021-08-01/items/${encodeURIComponent(connection.uid)}/${encodeURIComponent(sku)}`
