import type { Statement } from '#platform/lane.ts'

/** What a SKU costs and whether it may be sold just now. */
export type Offer = {
  orgId: string
  sku: string
  currency: string
  name: string
  priceMinor: number | null
  onSale: boolean
}

export const offerKey = (orgId: string, sku: string, currency: string): string =>
  `${orgId}/${currency}/${sku}`

/** Reads the offers of a whole batch; the keys are distinct. */
export function readOffers(keys: { orgId: string; sku: string; currency: string }[]): Statement {
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
