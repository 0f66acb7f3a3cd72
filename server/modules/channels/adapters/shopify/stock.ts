import type { LosslessObject } from '#platform/lossless-json.ts'
import {
  ChannelFailure,
  type PushResult,
  type StockItem,
  type StoredListing,
} from '../../adapter.ts'
import { at, objectsOf } from '../shape/json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { type Api, type UserError, userErrorsOf } from './api.ts'
import { gid, tailOf } from './ids.ts'
import { primaryLocation } from './locations.ts'

/** Where one listing's stock is kept on Shopify. */
export type StockPlace = { inventoryItemId: string; locationId: string }

/** Each round has fewer items than the one before, since the refused ones are left out. */
const ROUNDS_MAX = 3
const STALE_AGAIN_S = 2

type Waiting = { index: number; item: StockItem; place: StockPlace; expected: number | null }

/**
 * Sets the available quantities, on condition that Shopify still shows what we saw last. If it does
 * not, it has sold something that we have not heard of, and the caller must count anew.
 */
export async function pushStock(
  api: Api,
  items: StockItem[],
  locationId: string | null,
  key: string,
): Promise<PushResult[]> {
  const results: PushResult[] = items.map(() => NOT_FOUND)
  const listings = items.map(({ listing }) => listing)
  const places = await placesOf(api, listings, locationId)
  // Items that were never seen are compared with what is shown now.
  const unseen = places.map((place, index) => (items[index]!.lastSeen === null ? place : undefined))
  const shown = await readPlaces(api, unseen)
  let waiting = items.flatMap((item, index): Waiting[] => {
    const place = places[index]
    return place ? [{ index, item, place, expected: item.lastSeen ?? shown[index] ?? null }] : []
  })
  const stale: Waiting[] = []
  for (let round = 0; round < ROUNDS_MAX && waiting.length > 0; round++) {
    const { reference, errors } = await setQuantities(api, waiting, `${key}-${round}`)
    requireNamed(errors, waiting)
    const failed = new Map(errors.map((error) => [indexIn(error) ?? 0, error]))
    for (const [position, { index, ...one }] of waiting.entries()) {
      const error = failed.get(position)
      if (error && isStale(error)) stale.push({ index, ...one })
      // One refused item undoes the whole call, so the others are sent again without it.
      if (failed.size > 0) results[index] = error ? refusal(error) : NOT_THIS_TIME
      else results[index] = { type: 'done', reference }
    }
    waiting = failed.size > 0 ? waiting.filter((_one, position) => !failed.has(position)) : []
  }
  await tellWhatIsShown(api, stale, results)
  return results
}

/**
 * Throws where Shopify does not say which item it refuses; the caller then halves the call to find
 * it, unless the trouble passes.
 */
function requireNamed(errors: UserError[], { length }: Waiting[]): void {
  const nameless = errors.find((error) => indexIn(error) === undefined)
  if (!nameless) return
  const why = `Shopify refused the stock: ${nameless.message}`
  if (isPassing(nameless)) throw new ChannelFailure('again', why, { retryAfterS: STALE_AGAIN_S })
  if (length > 1) throw new ChannelFailure('rejected', why)
}

/** Reads the numbers that are shown now, so that the next comparison is made with them. */
async function tellWhatIsShown(api: Api, stale: Waiting[], results: PushResult[]): Promise<void> {
  const now = await readPlaces(
    api,
    stale.map(({ place }) => place),
  )
  for (const [position, { index }] of stale.entries()) {
    const seen = now[position]
    const why = 'the stock changed on Shopify since it was last seen'
    const again = { type: 'again', why, afterS: STALE_AGAIN_S } as const
    results[index] = typeof seen === 'number' ? { ...again, seen } : again
  }
}

/** Reads what is shown now; null where it is not known or not counted. */
export async function readStock(
  api: Api,
  listings: StoredListing[],
  locationId: string | null,
): Promise<(number | null)[]> {
  return readPlaces(api, await placesOf(api, listings, locationId))
}

const NOT_FOUND: PushResult = {
  type: 'refused',
  why: 'Shopify does not know this variant any more: map the SKU to another listing',
}
const NOT_THIS_TIME: PushResult = {
  ...{ type: 'again', why: 'others in the same call were refused', afterS: STALE_AGAIN_S },
}

async function setQuantities(api: Api, waiting: Waiting[], key: string) {
  const quantities = waiting.map(({ item, place, expected }) => ({
    inventoryItemId: gid('InventoryItem', place.inventoryItemId),
    locationId: gid('Location', place.locationId),
    quantity: item.quantity,
    changeFromQuantity: expected,
  }))
  const input = { name: 'available', reason: 'correction', quantities }
  const data = await api.graphql(
    `mutation($input: InventorySetQuantitiesInput!) {
      inventorySetQuantities(input: $input) @idempotent(key: ${JSON.stringify(key)}) {
        inventoryAdjustmentGroup { id }
        userErrors { code field message }
      }
    }`,
    { input },
    true,
  )
  const payload = at(data, 'inventorySetQuantities')
  const reference = textOf(at(payload, 'inventoryAdjustmentGroup', 'id'))
  return { reference, errors: userErrorsOf(payload) }
}

/**
 * The index of the item that an error is about: `["input", "quantities", "3", "quantity"]` means 3.
 */
function indexIn({ field }: UserError): number | undefined {
  const position = field[field.indexOf('quantities') + 1]
  return field.includes('quantities') && /^\d+$/.test(position ?? '') ? Number(position) : undefined
}

const isStale = ({ code }: UserError): boolean => code === 'CHANGE_FROM_QUANTITY_STALE'

/** Trouble with an earlier attempt, or of theirs: the next call has a key of its own. */
const isPassing = ({ code }: UserError): boolean =>
  code.startsWith('IDEMPOTENCY_') || code === 'SERVICE_UNAVAILABLE'

function refusal(error: UserError): PushResult {
  const why = `Shopify refused the stock: ${error.message}`
  return isPassing(error) ? { type: 'again', why, afterS: STALE_AGAIN_S } : { type: 'refused', why }
}

/**
 * Finds where the stock of the listings is kept. A listing that came with an order knows only its
 * variant.
 */
async function placesOf(
  api: Api,
  listings: StoredListing[],
  given: string | null,
): Promise<(StockPlace | undefined)[]> {
  const strangers = listings.flatMap(({ extra, variantId }) =>
    extra['inventoryItemId'] === undefined && variantId !== null ? [variantId] : [],
  )
  const items = strangers.length === 0 ? new Map<string, string>() : await itemsOf(api, strangers)
  const isKnown = given !== null || listings.every(({ extra }) => extra['locationId'])
  const location = isKnown ? given : await primaryLocation(api)
  return listings.map(({ extra, variantId }) => {
    const inventoryItemId = extra['inventoryItemId'] ?? items.get(variantId ?? '')
    const locationId = given ?? extra['locationId'] ?? location
    return inventoryItemId && locationId ? { inventoryItemId, locationId } : undefined
  })
}

async function itemsOf(api: Api, variantIds: string[]): Promise<Map<string, string>> {
  const data = await api.graphql(
    `query($ids: [ID!]!) {
      nodes(ids: $ids) { ... on ProductVariant { id inventoryItem { id } } }
    }`,
    { ids: variantIds.map((id) => gid('ProductVariant', id)) },
    true,
  )
  const pairs = objectsOf(at(data, 'nodes')).flatMap((node) => {
    const variantId = tailOf(at(node, 'id'))
    const itemId = tailOf(at(node, 'inventoryItem', 'id'))
    return variantId && itemId ? [[variantId, itemId] as const] : []
  })
  return new Map(pairs)
}

async function readPlaces(
  api: Api,
  places: (StockPlace | undefined)[],
): Promise<(number | null)[]> {
  const byLocation = Map.groupBy(
    places.filter((place) => place !== undefined),
    ({ locationId }) => locationId,
  )
  const shown = new Map<string, number | null>()
  for (const [locationId, there] of byLocation) {
    const ids = there.map(({ inventoryItemId }) => gid('InventoryItem', inventoryItemId))
    const data = await api.graphql(LEVELS, { ids, location: gid('Location', locationId) }, true)
    for (const node of objectsOf(at(data, 'nodes'))) {
      shown.set(`${tailOf(at(node, 'id'))}/${locationId}`, availableIn(node))
    }
  }
  return places.map((place) =>
    place ? (shown.get(`${place.inventoryItemId}/${place.locationId}`) ?? null) : null,
  )
}

const LEVELS = `query($ids: [ID!]!, $location: ID!) {
  nodes(ids: $ids) {
    ... on InventoryItem {
      id
      tracked
      inventoryLevel(locationId: $location) { quantities(names: ["available"]) { quantity } }
    }
  }
}`

/** The available quantity of an inventory item; null where the shop does not count it. */
export function availableIn(item: LosslessObject): number | null {
  if (at(item, 'tracked') === false) return null
  const [first] = objectsOf(at(item, 'inventoryLevel', 'quantities'))
  const text = textOf(at(first, 'quantity'))
  return text === null ? null : Number(text)
}

/**
 * The location from the settings of a store: an id, also as a part of the address that people copy.
 */
export function locationSetting(credentials: Readonly<Record<string, string>>): string | null {
  const id = idOf(credentials['locationId'])
  if (id === null) return null
  if (!/^\d+$/.test(id)) throw new ChannelFailure('rejected', `"${id}" is not the id of a location`)
  return id
}
