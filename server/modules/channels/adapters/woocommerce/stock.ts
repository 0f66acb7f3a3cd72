import type { Listing, ListingRef, PushResult, StockItem, StoredListing } from '../../adapter.ts'
import { ChannelFailure } from '../../adapter.ts'
import { at, isTrue, listOf, objectOf, objectsOf } from '../shape/json.ts'
import { numberOf } from '../shape/raw-json.ts'
import { priceOf } from '../shape/price.ts'
import { barcodeOf, currencyOf, idOf, skuOf, textOf } from '../shape/text.ts'
import type { LosslessObject } from '#platform/lossless-json.ts'
import { inHalves, isRefusal } from '../../in-halves.ts'
import { resultOf as resultOfFailure } from '../../result-of.ts'
import { accepted, type Api, isMissing, pagesOf } from './api.ts'
import { wordsIn } from './entities.ts'

const PER_PAGE = '100'

/** Where the stock of a listing is kept: the product, or one variation of it. */
type Place = { productId: string; variantId: string | null }

/** Lists the products of one page; a product with variations gives a listing for each of them. */
export async function listListings(
  api: Api,
  page: string | null,
  currency: string | null,
): Promise<{ listings: Listing[]; next: string | null }> {
  const number = Number(page ?? '1')
  const answer = accepted(await api.get('products', { per_page: PER_PAGE, page: String(number) }))
  const listings: Listing[] = []
  for (const product of objectsOf(answer.json)) {
    const productId = idOf(product['id'])
    if (productId === null) continue
    const isVariable = listOf(product['variations']).length > 0
    const shop = { currency, name: wordsIn(product['name']) }
    if (!isVariable) listings.push(listingOf(product, { productId, variantId: null }, shop))
    else listings.push(...(await variationsOf(api, productId, shop)))
  }
  return { listings, next: number < pagesOf(answer) ? String(number + 1) : null }
}

/**
 * The currency of the shop, which its prices do not name; null where the key may not ask for it.
 */
export async function currencyIn(api: Api): Promise<string | null> {
  return currencyOf(at((await api.get('data/currencies/current')).json, 'code'))
}

/** What a variation does not say itself: the currency of the shop, and the name of its product. */
type Around = { currency: string | null; name: string | null }

async function variationsOf(api: Api, productId: string, around: Around): Promise<Listing[]> {
  const found: Listing[] = []
  for (let page = 1, pages = 1; page <= pages; page++) {
    const query = { per_page: PER_PAGE, page: String(page) }
    const answer = accepted(await api.get(`products/${productId}/variations`, query))
    pages = pagesOf(answer)
    for (const variation of objectsOf(answer.json)) {
      const variantId = idOf(variation['id'])
      found.push(listingOf(variation, { productId, variantId }, around))
    }
  }
  return found
}

function listingOf(item: LosslessObject, place: Place, { currency, name }: Around): Listing {
  const choices = place.variantId === null ? [] : objectsOf(item['attributes'])
  const options = choices.map((choice) => wordsIn(choice['option']))
  const variantTitle = options.filter((option) => option !== null).join(', ') || null
  return {
    ...place,
    sku: skuOf(item['sku']),
    title: [name, variantTitle].filter(Boolean).join(' – '),
    quantity: quantityOf(item),
    details: {
      ...{ productTitle: name, variantTitle },
      barcode: barcodeOf(item['global_unique_id']),
      // The regular price and not that of an offer, because nobody here would notice when the offer
      // ends.
      price: priceOf(item['regular_price'], currency) ?? priceOf(item['price'], currency),
    },
  }
}

function quantityOf(item: LosslessObject): number | null {
  const quantity = textOf(item['stock_quantity'])
  return isTrue(item['manage_stock']) && quantity !== null ? Math.trunc(Number(quantity)) : null
}

/**
 * Sets absolute numbers without a comparison, which WooCommerce does not have. If a path is
 * refused, that concerns only its listings; if the shop is away, everything that was not sent yet
 * waits.
 */
export async function pushStock(api: Api, items: StockItem[]): Promise<PushResult[]> {
  const results: PushResult[] = items.map(() => NOT_FOUND)
  const places = await placesOf(api, items, results)
  const paths = [...byPath(places)]
  const updateAt = (index: number) => updateOf(places[index]!, items[index]!)
  for (const [nth, [path, members]] of paths.entries()) {
    try {
      const answers = await inHalves(members, (some) => written(api, path, some.map(updateAt)))
      members.forEach((index, position) => (results[index] = answers[position]!))
    } catch (error) {
      const unsent = paths.slice(nth).flatMap(([, those]) => those)
      for (const index of unsent) results[index] = resultOfFailure(error)
      break
    }
  }
  return results
}

/** The place of each listing; one that cannot be found gets its refusal as a result. */
async function placesOf(api: Api, items: StockItem[], results: PushResult[]) {
  const placed = items.map(async ({ listing }, index) => {
    try {
      return await placeOf(api, listing)
    } catch (error) {
      if (!isRefusal(error)) throw error
      results[index] = resultOfFailure(error)
      return undefined
    }
  })
  return Promise.all(placed)
}

const updateOf = ({ productId, variantId }: Place, { quantity }: StockItem): Update => ({
  ...{ id: numberOf(variantId ?? productId), manage_stock: true, stock_quantity: quantity },
})

const NOT_FOUND: PushResult = {
  type: 'refused',
  why: 'The shop has no product of this SKU. Map the listing again.',
}

/** The items by path: one path for products, and one for the variations of each product. */
function byPath(places: (Place | undefined)[]): Map<string, number[]> {
  const paths = new Map<string, number[]>()
  places.forEach((place, index) => {
    if (!place) return
    const { productId, variantId } = place
    const path = variantId === null ? 'products' : `products/${productId}/variations`
    paths.set(path, [...(paths.get(path) ?? []), index])
  })
  return paths
}

type Update = { id: unknown; manage_stock: boolean; stock_quantity: number }

async function written(api: Api, path: string, update: Update[]): Promise<PushResult[]> {
  const [first] = update
  if (update.length === 1 && first) {
    const { id, ...change } = first
    const answer = accepted(await api.send('PUT', `${path}/${idText(id)}`, change))
    return [resultOf(objectOf(answer.json), first)]
  }
  const answer = accepted(await api.send('POST', `${path}/batch`, { update }))
  const answers = objectsOf(at(answer.json, 'update'))
  return update.map((change) => {
    const mine = answers.find((entry) => idOf(entry['id']) === idText(change.id))
    return mine ? resultOf(mine, change) : { type: 'again', why: 'No answer for it.', afterS: null }
  })
}

/** Turns what `numberOf` has made into text again. */
const idText = (id: unknown): string => JSON.stringify(id).replaceAll('"', '')

/**
 * The result of one item of a batch, which is answered with the status 200 even if items were
 * refused.
 */
function resultOf(answer: LosslessObject, change: Update): PushResult {
  const refusal = textOf(at(answer['error'], 'message'), 300)
  if (refusal !== null) return { type: 'refused', why: `The shop refused it: ${refusal}` }
  return quantityOf(answer) === change.stock_quantity
    ? { type: 'done', reference: null }
    : { type: 'submitted', reference: null }
}

/** Reads what buyers see now; null for what is gone or not counted. */
export async function readStock(api: Api, refs: StoredListing[]): Promise<(number | null)[]> {
  const places = await Promise.all(
    refs.map(async (ref) => ((ref.productId ?? ref.sku) === null ? undefined : placeOf(api, ref))),
  )
  const found: (number | null)[] = places.map(() => null)
  for (const [path, members] of byPath(places)) {
    const ids = members.map((index) => places[index]!.variantId ?? places[index]!.productId)
    const query = { include: ids.join(','), per_page: PER_PAGE }
    const answer = await api.get(path, query)
    // If a product is gone, so are its variations; the others are still read.
    if (isMissing(answer)) continue
    const entries = objectsOf(accepted(answer).json)
    members.forEach((index, position) => {
      const entry = entries.find((candidate) => idOf(candidate['id']) === ids[position])
      found[index] = entry ? quantityOf(entry) : null
    })
  }
  return found
}

/** Finds the product or variation that carries the SKU of a listing without ids. */
async function placeOf(api: Api, listing: ListingRef): Promise<Place | undefined> {
  const { productId, variantId, sku } = listing
  if (productId !== null) return { productId, variantId }
  if (sku === null) throw new ChannelFailure('rejected', 'A listing without an id and a SKU.')
  const found = objectsOf(accepted(await api.get('products', { sku })).json)[0]
  const id = idOf(found?.['id'])
  const parentId = idOf(found?.['parent_id'])
  if (id === null) return undefined
  return parentId === null
    ? { productId: id, variantId: null }
    : { productId: parentId, variantId: id }
}
