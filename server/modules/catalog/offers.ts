import type { Rows, Statement } from '#platform/lane.ts'
import type { Ctx } from '#platform/context.ts'
import { type Checked, checkOffers, type Offer, type OfferKey, offerKey } from './batch.ts'
import { deleteChanges, readOffers } from './batch.ts'

/** The offers of an org that are kept, and the snapshot in which they were last known to hold. */
type OrgOffers = { seen: string | null; checkedAt: number; offers: Map<string, Offer> }

/** What a batch sends to get its offers, and how it reads the answers. */
export type Asking = {
  statements: Statement[]
  /** The offers, and the keys of those that have changed meanwhile and must be read `again`. */
  answered: (answers: Rows[]) => { offers: Map<string, Offer>; again: OfferKey[] }
}

const OFFERS_PER_ORG_MAX = 50_000
/** Far less than `NOTES_KEPT_MS`: after that a change could no longer be seen. */
const UNCHECKED_MAX_MS = 600_000

/**
 * Keeps what SKUs cost in memory, as exactly as if it were read each time: each batch of orders
 * asks in its own transaction whether the catalog of the org has changed since. Only SKUs that can
 * be sold are kept, because a price that is added is not noted as a change.
 */
export class Offers {
  readonly #orgs = new Map<string, OrgOffers>()

  ask(keys: OfferKey[]): Asking {
    const orgs = new Map<string, OrgOffers>()
    const kept = new Map<string, Offer>()
    const missing: OfferKey[] = []
    for (const key of keys) {
      const org = orgs.get(key.orgId) ?? this.#offersOf(key.orgId)
      orgs.set(key.orgId, org)
      const name = offerKey(key.orgId, key.sku, key.currency)
      const offer = org.offers.get(name)
      if (offer) kept.set(name, offer)
      else missing.push(key)
    }
    // Offers are read after the check, so they are never older than the snapshot that it gives.
    const check = checkOffers([...orgs].map(([orgId, { seen }]) => ({ orgId, seen })))
    const statements = missing.length > 0 ? [check, readOffers(missing)] : [check]
    return {
      statements: keys.length > 0 ? statements : [],
      answered: ([checked = [], read = []]) => {
        const stale = this.#settle(orgs, checked as Checked[])
        const again = [...kept.values()].filter(({ orgId }) => stale.has(orgId))
        const offers = again.length > 0 ? without(kept, stale) : kept
        for (const offer of read as Offer[]) {
          offers.set(offerKey(offer.orgId, offer.sku, offer.currency), offer)
          if (!stale.has(offer.orgId)) keep(orgs.get(offer.orgId)!, offer)
        }
        return { offers, again }
      },
    }
  }

  #offersOf(orgId: string): OrgOffers {
    const found = this.#orgs.get(orgId)
    if (found && performance.now() - found.checkedAt < UNCHECKED_MAX_MS) return found
    const org = { seen: null, checkedAt: performance.now(), offers: new Map<string, Offer>() }
    this.#orgs.set(orgId, org)
    return org
  }

  /**
   * Lets the offers of changed orgs go, and gives these orgs. Another batch may have done so since
   * this one asked; then it writes into offers that nobody reads any more, which does no harm.
   */
  #settle(orgs: Map<string, OrgOffers>, checked: Checked[]): Set<string> {
    const stale = new Set<string>()
    for (const { orgId, snapshot, isStale } of checked) {
      const org = orgs.get(orgId)!
      if (isStale) {
        stale.add(orgId)
        if (this.#orgs.get(orgId) === org) this.#orgs.delete(orgId)
      }
      org.seen = snapshot
      org.checkedAt = performance.now()
    }
    return stale
  }
}

function keep({ offers }: OrgOffers, offer: Offer): void {
  if (!offer.onSale || offer.priceMinor === null) return
  if (offers.size >= OFFERS_PER_ORG_MAX) offers.clear()
  offers.set(offerKey(offer.orgId, offer.sku, offer.currency), offer)
}

const without = (kept: Map<string, Offer>, orgs: Set<string>): Map<string, Offer> =>
  new Map([...kept].filter(([, { orgId }]) => !orgs.has(orgId)))

const NOTES_KEPT_MS = 86_400_000

export const forgetChanges = ({ db, clock }: Ctx): Promise<void> =>
  deleteChanges(db, new Date(clock.now().getTime() - NOTES_KEPT_MS))
