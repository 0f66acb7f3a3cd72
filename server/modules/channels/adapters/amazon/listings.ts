import type { LosslessObject } from '#platform/lossless-json.ts'
import type { ListedPrice, Listing } from '../../adapter.ts'
import { at, objectsOf } from '../shape/json.ts'
import { priceOf } from '../shape/price.ts'
import { barcodeOf, skuOf, textOf } from '../shape/text.ts'
import type { Api } from './api.ts'
import { amountIn, currencyIn } from './money.ts'
import { searchListings } from './search-listings.ts'
import { PRODUCT, quantityIn } from './stock.ts'

/** One search shows no more listings than this, so newer ones are found by another search. */
const PAGED_MAX = 1_000

/**
 * A place in the listings. Those made before `since` are done; `seen` counts those listed since
 * then.
 */
type Place = { since: string | null; token: string | null; seen: number }

const BEGIN: Place = { since: null, token: null, seen: 0 }

export async function listListings(api: Api, page: string | null) {
  const { since, token, seen } = page === null ? BEGIN : (JSON.parse(page) as Place)
  const json = await searchListings(api, {
    includedData: 'summaries,attributes,offers,fulfillmentAvailability',
    ...{ sortBy: 'createdDate', sortOrder: 'ASC' },
    ...(since !== null && { createdAfter: since }),
    ...(token !== null && { pageToken: token }),
  })
  const items = objectsOf(at(json, 'items'))
  const nextToken = textOf(at(json, 'pagination', 'nextToken'), 5_000)
  const next = placeAfter({ since, token: nextToken, seen: seen + items.length }, items)
  return { listings: items.map(listingOf), next: next && JSON.stringify(next) }
}

function placeAfter(place: Place, items: LosslessObject[]): Place | null {
  if (place.seen < PAGED_MAX) return place.token === null ? null : place
  const [summary] = objectsOf(items.at(-1)?.['summaries'])
  const since = textOf(summary?.['createdDate'])
  return since === null || since === place.since ? null : { ...BEGIN, since }
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

/** The price for consumers; companies may have another one. */
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
