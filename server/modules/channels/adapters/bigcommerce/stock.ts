import type { LosslessObject } from '#platform/lossless-json.ts'
import type { Listing, ListingRef, PushResult, StockItem, StoredListing } from '../../adapter.ts'
import { at, objectsOf } from '../shape/json.ts'
import { numberOf } from '../shape/raw-json.ts'
import { priceOf } from '../shape/price.ts'
import { barcodeOf, currencyOf, idOf, skuOf, textOf, textsOf } from '../shape/text.ts'
import { accepted, type Answer, type Api, wordsIn } from './api.ts'

const MAIN_LOCATION = '1'

/** Lists each variant as a listing; a product without choices has exactly one. */
export async function listListings(
  api: Api,
  page: string | null,
  currency: string | null,
): Promise<{ listings: Listing[]; next: string | null }> {
  const number = Number(page ?? '1')
  const query = { include: 'variants', limit: '50', page: String(number) }
  const { json } = accepted(await api.get('v3/catalog/products', query))
  const listings = objectsOf(at(json, 'data')).flatMap((product) =>
    objectsOf(product['variants']).map((variant) => listingOf(product, variant, currency)),
  )
  const pages = Number(textOf(at(json, 'meta', 'pagination', 'total_pages')) ?? '1')
  return { listings, next: number < pages ? String(number + 1) : null }
}

/**
 * The currency of the store, which its prices do not name; null where the token may not ask for it.
 */
export async function currencyIn(api: Api): Promise<string | null> {
  return currencyOf(at((await api.get('v2/store')).json, 'currency'))
}

/** The listing of a variant. What it does not say of itself, its product says. */
function listingOf(
  product: LosslessObject,
  variant: LosslessObject,
  currency: string | null,
): Listing {
  const choices = textsOf(objectsOf(variant['option_values']).map(({ label }) => label))
  const productTitle = textOf(product['name'])
  const variantTitle = choices.join(', ') || null
  const codes = [variant['gtin'], variant['upc'], product['gtin'], product['upc']].map(barcodeOf)
  // Where a product has several variants, the barcode of the product belongs to none of them.
  const known = objectsOf(product['variants']).length > 1 ? codes.slice(0, 2) : codes
  return {
    productId: idOf(product['id']),
    variantId: idOf(variant['id']),
    sku: skuOf(variant['sku']) ?? skuOf(product['sku']),
    title: [productTitle, variantTitle].filter(Boolean).join(' – '),
    quantity: integerOf(variant['inventory_level'] ?? product['inventory_level']),
    details: {
      ...{ productTitle, variantTitle },
      barcode: known.find((code) => code !== null) ?? null,
      price: priceOf(variant['price'], currency) ?? priceOf(product['price'], currency),
    },
  }
}

function integerOf(value: LosslessObject[string]): number | null {
  const number = Number(textOf(value) ?? Number.NaN)
  return Number.isSafeInteger(number) ? number : null
}

/** Pushes one location after the other, because BigCommerce takes no two calls of stock at once. */
export async function pushStock(api: Api, items: StockItem[], key: string): Promise<PushResult[]> {
  const results: PushResult[] = Array.from(items, () => NOT_SENT)
  const places = Map.groupBy(items.keys(), (index) => locationOf(items[index]!.listing))
  for (const members of places.values()) await pushSome(api, items, members, key, results)
  return results
}

const NOT_SENT: PushResult = { type: 'again', why: 'It was not sent yet.', afterS: null }

const locationOf = ({ extra }: StoredListing): string => extra['locationId'] ?? MAIN_LOCATION

/**
 * Pushes the stock of one location. A single bad entry makes BigCommerce refuse the whole call, so
 * a refused call is halved until the bad one is alone. Success only means that the change is under
 * way; it is read back until it is seen.
 */
async function pushSome(
  api: Api,
  items: StockItem[],
  members: number[],
  key: string,
  results: PushResult[],
): Promise<void> {
  const entries = members.map((index) => ({
    location_id: numberOf(locationOf(items[index]!.listing)),
    ...identityOf(items[index]!.listing),
    quantity: items[index]!.quantity,
  }))
  const path = 'v3/inventory/adjustments/absolute'
  const body = { reason: `Penstock ${key}`, items: entries }
  const answer = await api.send('PUT', path, body, true)
  if (answer.status === 422 && members.length > 1) {
    const half = members.length >> 1
    await pushSome(api, items, members.slice(0, half), key, results)
    await pushSome(api, items, members.slice(half), key, results)
    return
  }
  const result = resultOf(answer)
  for (const index of members) results[index] = result
}

function resultOf(answer: Answer): PushResult {
  if (answer.status === 422)
    return { type: 'refused', why: `It refused the stock${wordsIn(answer)}` }
  accepted(answer)
  // Nothing can be asked by its `transaction_id`, so the number is read back.
  return { type: 'submitted', reference: null }
}

function identityOf({ variantId, sku, productId }: ListingRef): Record<string, unknown> {
  if (variantId !== null) return { variant_id: numberOf(variantId) }
  return sku === null ? { product_id: numberOf(productId ?? '0') } : { sku }
}

/** Reads what the store has at the location of each listing. */
export async function readStock(api: Api, refs: StoredListing[]): Promise<(number | null)[]> {
  const variants = refs.flatMap(({ variantId }) => variantId ?? [])
  const skus = refs.flatMap(({ variantId, sku }) => (variantId === null ? (sku ?? []) : []))
  const found = [
    ...(variants.length > 0 ? await itemsOf(api, { 'variant_id:in': variants.join(',') }) : []),
    ...(skus.length > 0 ? await itemsOf(api, { 'sku:in': skus.join(',') }) : []),
  ]
  return refs.map((ref) => {
    const item = found.find((candidate) => isOf(candidate['identity'], ref))
    const place = objectsOf(item?.['locations']).find((candidate) => {
      return idOf(candidate['location_id']) === locationOf(ref)
    })
    return place ? integerOf(place['available_to_sell']) : null
  })
}

async function itemsOf(api: Api, filter: Record<string, string>): Promise<LosslessObject[]> {
  const query = { ...filter, limit: '1000' }
  return objectsOf(at(accepted(await api.get('v3/inventory/items', query)).json, 'data'))
}

const isOf = (identity: LosslessObject[string], { variantId, sku }: ListingRef): boolean =>
  variantId === null
    ? sku !== null && textOf(at(identity, 'sku')) === sku
    : idOf(at(identity, 'variant_id')) === variantId
