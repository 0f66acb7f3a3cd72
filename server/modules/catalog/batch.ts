import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Statement } from '#platform/lane.ts'

/** What a SKU costs and whether it may be sold just now. */
export type Offer = OfferKey & {
  name: string
  priceMinor: number | null
  onSale: boolean
}

export type OfferKey = { orgId: string; sku: string; currency: string }

export const offerKey = (orgId: string, sku: string, currency: string): string =>
  `${orgId}/${currency}/${sku}`

/** Which of these are in the catalog. */
export const readKnownSkus = (skus: { orgId: string; sku: string }[]): Statement => ({
  name: 'catalog_read_known_skus',
  text: `
    select v.org_id as "orgId", v.sku
    from unnest($1::uuid[], $2::text[]) as w (org_id, sku)
    cross join lateral (
      select org_id, sku from variants where org_id = w.org_id and sku = w.sku limit 1
    ) v`,
  values: [skus.map(({ orgId }) => orgId), skus.map(({ sku }) => sku)],
})

/** Reads the offers that a batch of orders needs. No key may stand among them twice. */
export function readOffers(keys: OfferKey[]): Statement {
  return {
    name: 'catalog_read_offers',
    text: `
      select w.org_id as "orgId", w.sku, w.currency, o.name, o."onSale", c.price_minor as "priceMinor"
      from unnest($1::uuid[], $2::text[], $3::text[]) as w (org_id, sku, currency)
      cross join lateral (
        select case when v.name = '' then p.name else p.name || ' · ' || v.name end as name,
          v.active and p.state = 'published' as "onSale"
        from variants v join products p on p.org_id = v.org_id and p.id = v.product_id
        where v.org_id = w.org_id and v.sku = w.sku
        limit 1
      ) o
      left join lateral (
        select price_minor from prices
        where org_id = w.org_id and sku = w.sku and currency = w.currency
        limit 1
      ) c on true`,
    values: [
      keys.map((key) => key.orgId),
      keys.map((key) => key.sku),
      keys.map((key) => key.currency),
    ],
  }
}

/** An org, and the snapshot in which its offers were read; null when none have been read yet. */
export type Seen = { orgId: string; seen: string | null }
export type Checked = { orgId: string; snapshot: string; isStale: boolean }

/** Whether the catalog of an org has changed since the snapshot in which its offers were read. */
export function checkOffers(orgs: Seen[]): Statement {
  return {
    name: 'catalog_check_offers',
    text: `
      select w.org_id as "orgId", pg_current_snapshot()::text as snapshot, exists (
        select from offer_changes c
        where c.org_id = w.org_id and c.xid >= pg_snapshot_xmin(w.seen)
          and not pg_visible_in_snapshot(c.xid, w.seen)
      ) as "isStale"
      from unnest($1::uuid[], $2::pg_snapshot[]) as w (org_id, seen)`,
    values: [orgs.map(({ orgId }) => orgId), orgs.map(({ seen }) => seen)],
  }
}

/** Forgets the changes before a time; nobody may still ask whether these were seen. */
export async function deleteChanges(db: Db, before: Date): Promise<void> {
  await sql`/* across orgs */ delete from offer_changes where at < ${before}`.execute(db)
}
