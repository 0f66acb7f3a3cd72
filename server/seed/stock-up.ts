import type pg from 'pg'
import { knownSkus } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import * as stock from '#stock'
import type { SeedProduct } from './catalogue.ts'
import { rowBuffer } from './row-buffer.ts'
import { row } from './rows.ts'
import { addLevels, addTypes, copyRows, findLocationId } from './store.ts'
import type { Sellable } from './tale.ts'

type Parts = {
  client: pg.Client
  products: SeedProduct[]
  newId: (atMs: number) => string
  since: Date
}

/** Puts the products that are not there into the catalog, without pieces on the shelf. */
export async function addProducts(ctx: Ctx, parts: Parts): Promise<void> {
  const { client, products, newId, since } = parts
  const { orgId } = ctx
  const skus = products.flatMap(({ variants }) => variants.map(({ sku }) => sku))
  const known = await knownSkus(ctx.db, orgId, skus)
  const fresh = products.filter(({ variants }) => variants.every(({ sku }) => !known.has(sku)))
  if (fresh.length === 0) return
  await addTypes(ctx.db, orgId, [...new Set(fresh.map(({ type }) => type))])
  const rows = { products: rowBuffer(), variants: rowBuffer(), prices: rowBuffer() }
  for (const product of fresh) {
    const id = newId(since.getTime())
    const { type, name, description, attributes } = product
    rows.products.add(row(orgId, id, type, name, description, attributes, 'published', since))
    for (const [position, variant] of product.variants.entries()) {
      const { sku, barcode, weightG } = variant
      const start = [orgId, sku, id, position, variant.name, barcode] as const
      rows.variants.add(row(...start, variant.attributes, weightG, since))
      for (const { currency, priceMinor } of variant.prices) {
        rows.prices.add(row(orgId, sku, currency, priceMinor))
      }
    }
  }
  await client.query('begin')
  await copyRows(client, 'products', PRODUCT_COLUMNS, rows.products.bytes())
  await copyRows(client, 'variants', VARIANT_COLUMNS, rows.variants.bytes())
  await copyRows(client, 'prices', 'org_id, sku, currency, price_minor', rows.prices.bytes())
  await client.query('commit')
}

const PRODUCT_COLUMNS = 'org_id, id, type, name, description, attributes, state, created_at'
const VARIANT_COLUMNS =
  'org_id, sku, product_id, position, name, barcode, attributes, weight_g, created_at'

/** Each SKU is kept at the first place, and each third one at the second place too. */
export async function addSellables(
  client: pg.Client,
  orgId: string,
  products: SeedProduct[],
  [main, second]: readonly [string, string],
): Promise<Sellable[]> {
  const sellables = products.flatMap((product, index) =>
    product.variants.map(({ sku, name, prices }) => ({
      sku,
      name: name === '' ? product.name : `${product.name} · ${name}`,
      prices: new Map(prices.map(({ currency, priceMinor }) => [currency, priceMinor])),
      locationIds: index % 3 === 0 ? [main, second] : [main],
    })),
  )
  const pieces = sellables.flatMap(({ sku, locationIds }) =>
    locationIds.map((locationId) => ({ sku, locationId })),
  )
  await addLevels(client, orgId, pieces)
  return sellables
}

export const SECOND_PLACE = 'south'

export async function secondPlace(ctx: Ctx): Promise<string> {
  const found = await findLocationId(ctx.db, ctx.orgId, SECOND_PLACE)
  if (found !== undefined) return found
  const place = { name: 'Bengaluru', country: 'IN', postcode: '560001', priority: 110 }
  return (await stock.addLocation(ctx, { code: SECOND_PLACE, ...place })).id
}
