import * as audit from '#audit'
import { addSkus, takeCatalogTurn } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { codeOf, SQLSTATE } from '#platform/database-errors.ts'
import { newId } from '#platform/random.ts'
import { openStock, type Opening } from '#stock'
import { readFacts } from './facts.ts'
import { type Candidate, planProducts, type Row, targetOf } from './plan.ts'
import { countedOf, type Shelves } from './shown.ts'
import { lockChosen, mapChosen } from './store.ts'

type Write = { listings: Candidate[]; shelves: Shelves; opening: Opening | undefined }
/** `opened`: the SKUs that were counted for the first time. */
export type Written = { rows: Row[]; opened: ReadonlySet<string> }

const ATTEMPTS_MAX = 3

/** Decided and written in one commit; whoever comes at the same time finds it done. */
export async function writeProducts(ctx: Ctx, storeId: string, write: Write): Promise<Written> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(ctx.db, (tx) => writeIn(ctx, tx, storeId, write))
    } catch (error) {
      // Somebody has added one of the SKUs by hand in between: now it is found.
      if (codeOf(error) !== SQLSTATE.uniqueViolation || attempt === ATTEMPTS_MAX) throw error
    }
  }
}

async function writeIn(
  ctx: Ctx,
  tx: Tx,
  storeId: string,
  { listings, shelves, opening }: Write,
): Promise<Written> {
  const ids = listings.map(({ id }) => id)
  if (ids.length === 0) return { rows: [], opened: new Set() }
  const locked = new Map(
    (await lockChosen(tx, ctx.orgId, storeId, ids)).map((one) => [one.id, one]),
  )
  await takeCatalogTurn(tx, ctx.orgId)
  const present = listings.flatMap(({ id }) => locked.get(id) ?? [])
  const facts = await readFacts(tx, ctx.orgId, storeId, present)
  const rows = planProducts(present, facts, newId)
  const made = rows.flatMap((row) => (row.type === 'created' ? [row.product] : []))
  await addSkus(ctx, tx, made)
  const pieces = opening ? openingPieces(rows, shelves) : new Map<string, number>()
  const opened = opening ? await openStock(ctx, tx, opening, pieces) : new Set<string>()
  await mapTargets(ctx, tx, storeId, { rows, shelves })
  return { rows, opened }
}

/** Of several listings of one SKU, the first that shows a number. */
function openingPieces(rows: Row[], shelves: Shelves): Map<string, number> {
  const pieces = new Map<string, number>()
  for (const { listing, sku } of rows.flatMap(targetOf)) {
    const shelf = shelves.get(listing.id)
    const counted = shelf ? countedOf(shelf) : null
    if (counted !== null && !pieces.has(sku)) pieces.set(sku, counted)
  }
  return pieces
}

/** So long orders that wait have time to take their pieces, before buyers are told of the rest. */
const REST_MS = 60_000
const REST_PER_PIECE_MS = 20

async function mapTargets(
  ctx: Ctx,
  tx: Tx,
  storeId: string,
  { rows, shelves }: { rows: Row[]; shelves: Shelves },
): Promise<void> {
  const targets = rows.flatMap(targetOf)
  if (targets.length === 0) return
  const now = ctx.clock.now()
  const waitingPieces = [...shelves.values()].reduce((sum, { waiting }) => sum + waiting, 0)
  const restsUntil = new Date(now.getTime() + REST_MS + waitingPieces * REST_PER_PIECE_MS)
  const mappings = targets.map(({ listing: { id }, sku }) => {
    const { shown = null, waiting = 0 } = shelves.get(id) ?? {}
    return { id, sku, seen: shown, restsUntil: waiting > 0 ? restsUntil : null }
  })
  await mapChosen(tx, ctx.orgId, { storeId, now }, mappings)
  const subject = { type: 'store', id: storeId }
  const listings = mappings.map(({ id, sku }) => ({ listingId: id, sku }))
  // One for all of them: what waits for any is looked through once.
  await ctx.emit(tx, { type: 'store.listings_mapped', subject, data: { storeId, listings } })
  const created = rows.flatMap((row) => (row.type === 'created' ? [row.product.sku] : []))
  const after = { created, listings }
  await audit.record(ctx, tx, { action: 'store.listings_mapped', subject, after })
}
