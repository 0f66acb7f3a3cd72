import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { pageOf } from '#platform/http/page.ts'
import { newId } from '#platform/random.ts'
import { listSellable, planOpening } from '#stock'
import { wordsOf } from '../../connections/words-of.ts'
import { refusedBecause } from '../../problems.ts'
import type { CreatedProducts, CreateProductsBody } from './contract.ts'
import { readFacts } from './facts.ts'
import { type Candidate, planProducts, type Row, targetOf } from './plan.ts'
import { type Done, reportOf } from './report.ts'
import { type Shop, shopOf } from './shop.ts'
import { readShelves, recallShelves, type Shelves } from './shown.ts'
import { listChosen, listUnmapped, type Position, positionOf } from './store.ts'
import { writeProducts } from './write-products.ts'

/** Lands what a store has sold up to now; see `intake`. */
export type CatchUpOrders = (ctx: Ctx, storeId: string) => Promise<void>

const ByProduct = {
  position: z.object({ productId: z.string(), id: z.uuid() }),
  positionOf,
  pointer: '/body/after',
}

/**
 * Makes products of what a store sells and maps its listings to them. What cannot be made is told,
 * and holds nothing else up; the same once more finds nothing left to do.
 */
export async function createProducts(
  ctx: Ctx,
  storeId: string,
  command: CreateProductsBody,
  catchUpOrders: CatchUpOrders,
): Promise<CreatedProducts> {
  const shop = await shopOf(ctx, storeId)
  if (command.openingStock && !command.dryRun && command.after === undefined) {
    await catchUp(ctx, shop, catchUpOrders)
  }
  const page = await wantedOf(ctx, storeId, command)
  const done = command.dryRun
    ? await foresee(ctx, shop, command, page.listings)
    : await create(ctx, shop, command, page.listings)
  const report = reportOf(done, { shop, after: page.after, gone: page.gone })
  return { ...report, nextCursor: page.nextCursor }
}

/** Orders that are on their way would be taken off twice: by the store, and when they land. */
async function catchUp(
  ctx: Ctx,
  { storeId, client }: Shop,
  catchUpOrders: CatchUpOrders,
): Promise<void> {
  if (!client || client.hasNoList) return
  try {
    await catchUpOrders(ctx, storeId)
  } catch (error) {
    const isSlow = error instanceof DOMException && error.name === 'TimeoutError'
    throw refusedBecause('platform_refused', isSlow ? SLOW : wordsOf(error))
  }
}

const SLOW =
  'Its orders have to be read before its shelves are counted, and that takes longer. Try again ' +
  'when the store was compared.'

type Page = {
  listings: Candidate[]
  after: Position | undefined
  /** Chosen, and not there. */
  gone: string[]
  nextCursor: string | null
}

async function wantedOf(ctx: Ctx, storeId: string, command: CreateProductsBody): Promise<Page> {
  const { listingIds } = command
  if (listingIds) {
    const listings = await listChosen(ctx.db, ctx.orgId, storeId, listingIds)
    const found = new Set(listings.map(({ id }) => id))
    const gone = [...new Set(listingIds)].filter((id) => !found.has(id))
    return { listings: inOrder(listings), after: undefined, gone, nextCursor: null }
  }
  const { rows, after, pagination } = await pageOf(command, ByProduct, (page) =>
    listUnmapped(ctx.db, ctx.orgId, storeId, page),
  )
  return { listings: inOrder(rows), after, gone: [], nextCursor: pagination.nextCursor }
}

/** Variants as the platform counts them, which is how its people have put them in. */
const inOrder = (listings: Candidate[]): Candidate[] =>
  [...Map.groupBy(listings, ({ productId }) => productId).values()].flatMap((variants) =>
    variants.toSorted(({ variantId: a }, { variantId: b }) => numberOf(a) - numberOf(b)),
  )

const numberOf = (id: string | null): number => Number(id) || 0

async function foresee(
  ctx: Ctx,
  shop: Shop,
  { openingStock }: CreateProductsBody,
  listings: Candidate[],
): Promise<Done> {
  if (openingStock) await planOpening(ctx, { ...openingStock, reason: REASON })
  const rows = await planOf(ctx, shop.storeId, listings)
  const sellable = await sellableOf(ctx, rows)
  const shelves = await recallShelves(ctx, shop, listings)
  const isOpened = ({ sku }: { sku: string }) => openingStock !== undefined && !sellable.has(sku)
  const opened = new Set(
    rows
      .flatMap(targetOf)
      .filter(isOpened)
      .map(({ sku }) => sku),
  )
  return { rows, shelves, sellable, opened }
}

const REASON = 'opening stock'

async function create(
  ctx: Ctx,
  shop: Shop,
  { openingStock }: CreateProductsBody,
  listings: Candidate[],
): Promise<Done> {
  const { storeId } = shop
  const opening = openingStock && (await planOpening(ctx, { ...openingStock, reason: REASON }))
  const planned = await planOf(ctx, storeId, listings)
  const wanted = planned.flatMap((row) => (row.type === 'left_out' ? [] : [row.listing]))
  const shelves: Shelves = opening ? await readShelves(ctx, shop, wanted) : new Map()
  const written = await writeProducts(ctx, storeId, { listings, shelves, opening })
  return { ...written, shelves, sellable: await sellableOf(ctx, written.rows) }
}

const planOf = async (ctx: Ctx, storeId: string, listings: Candidate[]): Promise<Row[]> =>
  planProducts(listings, await readFacts(ctx.db, ctx.orgId, storeId, listings), newId)

const sellableOf = (ctx: Ctx, rows: Row[]): Promise<ReadonlyMap<string, number>> =>
  listSellable(
    ctx.db,
    ctx.orgId,
    rows.flatMap(targetOf).map(({ sku }) => sku),
  )
