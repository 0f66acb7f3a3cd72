import type { Rows, Statement } from '#platform/lane.ts'
import type { Ctx } from '#platform/context.ts'
import { type Checked, checkOffers, type Offer, type OfferKey, offerKey } from './batch.ts'
import { deleteChanges, readOffers } from './batch.ts'

/** The offers of an org in memory, and the snapshot in which they were last known to be true. */
type Shelf = { seen: string | null; checkedAt: number; offers: Map<string, Offer> }

/** How a batch gets its offers: what it sends, and what it makes of the answers. */
export type Asking = {
  statements: Statement[]
  /** `again`: what has changed meanwhile, and has to be read once more. */
  answered: (answers: Rows[]) => { offers: Map<string, Offer>; again: OfferKey[] }
}

const OFFERS_PER_SHELF_MAX = 50_000
/** Far below the age at which the notes of changes are deleted. */
const UNCHECKED_MAX_MS = 600_000

/**
 * Keeps what SKUs cost in memory, as exact as if it were read each time: each batch asks, inside of
 * its own transaction, whether the org's catalog has changed since. Only whole offers are kept, so
 * that a new price is found at once.
 */
export class Offers {
  readonly #shelves = new Map<string, Shelf>()

  ask(keys: OfferKey[]): Asking {
    const shelves = new Map<string, Shelf>()
    const kept = new Map<string, Offer>()
    const missing: OfferKey[] = []
    for (const key of keys) {
      const shelf = shelves.get(key.orgId) ?? this.#shelfOf(key.orgId)
      shelves.set(key.orgId, shelf)
      const name = offerKey(key.orgId, key.sku, key.currency)
      const offer = shelf.offers.get(name)
      if (offer) kept.set(name, offer)
      else missing.push(key)
    }
    // Offers are read after the check, so they are never older than the snapshot of their shelf.
    const check = checkOffers([...shelves].map(([orgId, { seen }]) => ({ orgId, seen })))
    const statements = missing.length > 0 ? [check, readOffers(missing)] : [check]
    return {
      statements: keys.length > 0 ? statements : [],
      answered: ([checked = [], read = []]) => {
        const stale = this.#settle(shelves, checked as Checked[])
        const again = [...kept.values()].filter(({ orgId }) => stale.has(orgId))
        const offers = again.length > 0 ? without(kept, stale) : kept
        for (const offer of read as Offer[]) {
          offers.set(offerKey(offer.orgId, offer.sku, offer.currency), offer)
          if (!stale.has(offer.orgId)) keep(shelves.get(offer.orgId)!, offer)
        }
        return { offers, again }
      },
    }
  }

  #shelfOf(orgId: string): Shelf {
    const found = this.#shelves.get(orgId)
    if (found && performance.now() - found.checkedAt < UNCHECKED_MAX_MS) return found
    const shelf = { seen: null, checkedAt: performance.now(), offers: new Map<string, Offer>() }
    this.#shelves.set(orgId, shelf)
    return shelf
  }

  /** Another batch may have thrown a shelf away already: what is put on it then is never seen. */
  #settle(shelves: Map<string, Shelf>, checked: Checked[]): Set<string> {
    const stale = new Set<string>()
    for (const { orgId, snapshot, isStale } of checked) {
      const shelf = shelves.get(orgId)!
      if (isStale) {
        stale.add(orgId)
        if (this.#shelves.get(orgId) === shelf) this.#shelves.delete(orgId)
      }
      shelf.seen = snapshot
      shelf.checkedAt = performance.now()
    }
    return stale
  }
}

function keep({ offers }: Shelf, offer: Offer): void {
  if (!offer.onSale || offer.priceMinor === null) return
  if (offers.size >= OFFERS_PER_SHELF_MAX) offers.clear()
  offers.set(offerKey(offer.orgId, offer.sku, offer.currency), offer)
}

const without = (kept: Map<string, Offer>, orgs: Set<string>): Map<string, Offer> =>
  new Map([...kept].filter(([, { orgId }]) => !orgs.has(orgId)))

const NOTES_KEPT_MS = 86_400_000

export const forgetChanges = ({ db, clock }: Ctx): Promise<void> =>
  deleteChanges(db, new Date(clock.now().getTime() - NOTES_KEPT_MS))
