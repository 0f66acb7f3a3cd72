import { listWaitingPieces } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { wordsOf } from '../../connections/words-of.ts'
import { refusedBecause } from '../../problems.ts'
import { namedOn, refOf } from '../ref.ts'
import { wholePieces } from '../sync-listings.ts'
import type { Candidate } from './plan.ts'
import type { Shop } from './shop.ts'

/** What is on the shelf behind a listing, by its id: what buyers see, and what is sold of it. */
export type Shelf = { shown: number | null; waiting: number }
export type Shelves = ReadonlyMap<string, Shelf>

/** As the store showed it when its listings were read last. */
export async function recallShelves(ctx: Ctx, shop: Shop, listings: Candidate[]): Promise<Shelves> {
  const waiting = await waitingOf(ctx, shop)
  return shelvesOf(
    listings,
    listings.map(({ seen }) => seen),
    waiting,
  )
}

/**
 * As the store shows it now. The orders are looked up first: one that comes in between is missing
 * here and in what is shown, so that too little is counted and never too much.
 */
export async function readShelves(ctx: Ctx, shop: Shop, listings: Candidate[]): Promise<Shelves> {
  const { client, limit } = shop
  const waiting = await waitingOf(ctx, shop)
  const shown: (number | null)[] = []
  try {
    for (let from = 0; client?.readStock && from < listings.length; from += limit) {
      const refs = listings.slice(from, from + limit).map(namedThere)
      const seen = await client.readStock(refs)
      shown.push(...refs.map((_ref, index) => wholePieces(seen[index] ?? null)))
    }
  } catch (error) {
    throw refusedBecause('platform_refused', wordsOf(error))
  }
  return shelvesOf(listings, shown, waiting)
}

/** As its platform names it. */
const namedThere = ({ productId, variantId, externalSku, extra }: Candidate) => ({
  ...{ productId, variantId, sku: externalSku, extra },
})

/** Pieces that open orders of the store want, by the name of their listing. */
async function waitingOf(
  ctx: Ctx,
  { storeId, platform }: Shop,
): Promise<ReadonlyMap<string, number>> {
  const waiting = new Map<string, number>()
  for (const { pieces, ...ref } of await listWaitingPieces(ctx.db, ctx.orgId, storeId)) {
    const name = refOf(namedOn(platform, ref))
    if (name !== undefined) waiting.set(name, (waiting.get(name) ?? 0) + pieces)
  }
  return waiting
}

const shelvesOf = (
  listings: Candidate[],
  shown: (number | null)[],
  waiting: ReadonlyMap<string, number>,
): Shelves =>
  new Map(
    listings.map(({ id, ref }, index) => [
      id,
      { shown: shown[index] ?? null, waiting: waiting.get(ref) ?? 0 },
    ]),
  )

/** A shop that has promised more than it has shows less than nothing. */
export const countedOf = ({ shown, waiting }: Shelf): number | null =>
  shown === null ? null : Math.max(0, shown + waiting)
