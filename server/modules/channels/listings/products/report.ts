import { listedQuantity } from '../../stock/listed.ts'
import { type CreatedProducts, LEFT_OUT, type LeftOut, type ListingOutcome } from './contract.ts'
import { type Row, targetOf } from './plan.ts'
import type { Shop } from './shop.ts'
import { countedOf, type Shelves } from './shown.ts'
import type { Position } from './store.ts'

/** What was done, or would be. */
export type Done = {
  rows: Row[]
  shelves: Shelves
  /** Pieces of the SKUs that have been counted. */
  sellable: ReadonlyMap<string, number>
  /** SKUs that were counted for the first time, as far as the store shows how many there are. */
  opened: ReadonlySet<string>
}

type Around = { shop: Shop; after: Position | undefined; gone: string[] }

export function reportOf(
  done: Done,
  { shop, after, gone }: Around,
): Omit<CreatedProducts, 'nextCursor'> {
  const results = [...done.rows.map((row) => outcomeOf(row, done, shop)), ...gone.map(goneOf)]
  const count = (outcome: ListingOutcome['outcome']) =>
    results.filter((result) => result.outcome === outcome).length
  return {
    products: productsIn(done.rows, after),
    ...{ created: count('created'), mapped: count('mapped'), leftOut: count('left_out') },
    openingPieces: results.reduce((sum, { openingStock }) => sum + (openingStock ?? 0), 0),
    results,
  }
}

/** One that the page before has begun is no new one. */
function productsIn(rows: Row[], after: Position | undefined): number {
  const made = rows.flatMap((row) => {
    if (row.type !== 'created' || row.product.productName === null) return []
    const isContinued = after !== undefined && row.listing.productId === after.productId
    return isContinued ? [] : [row.product.productId]
  })
  return new Set(made).size
}

function outcomeOf(row: Row, done: Done, shop: Shop): ListingOutcome {
  const { listing, type: outcome } = row
  const { id: listingId, title, externalSku, seen } = listing
  const [target] = targetOf(row)
  const shelf = done.shelves.get(listingId)
  const isOpened = target !== undefined && done.opened.has(target.sku)
  return {
    ...{ listingId, title, externalSku, outcome, sku: target?.sku ?? null },
    barcodeTaken: row.type === 'created' && row.isBarcodeTaken,
    openingStock: isOpened && shelf ? countedOf(shelf) : null,
    shows: shelf?.shown ?? seen,
    willShow: shop.isTold && target ? willShow(row, target.sku, { done, shop }) : null,
    reason: row.type === 'left_out' ? reasonOf(row.why) : null,
  }
}

/** Orders that wait take theirs of what was counted, so what the store shows is what is left. */
function willShow(
  { listing }: Row,
  sku: string,
  { done, shop }: { done: Done; shop: Shop },
): number | null {
  const shown = done.shelves.get(listing.id)?.shown ?? null
  const left = done.opened.has(sku) ? shown : (done.sellable.get(sku) ?? null)
  if (left === null) return null
  const { buffer, maxListed } = listing
  return listedQuantity(left, { buffer: buffer ?? shop.buffer, maxListed })
}

const reasonOf = (code: LeftOut) => ({ code, detail: LEFT_OUT[code] })

const goneOf = (listingId: string): ListingOutcome => ({
  ...{ listingId, title: '', externalSku: null, outcome: 'left_out', sku: null },
  ...{ barcodeTaken: false, openingStock: null, shows: null, willShow: null },
  reason: reasonOf('listing_gone'),
})
