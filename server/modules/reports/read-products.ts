import { skuNames } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import type { ProductFigures, ProductsQuery, ProductsReport } from './contract.ts'
import { listProducts, type ProductSums } from './read-store.ts'
import { readAsked } from './span.ts'

/** What was sold most. */
export async function readProducts(ctx: Ctx, query: ProductsQuery): Promise<ProductsReport> {
  const { sortBy, limit, ...asked } = query
  const { wanted, previous, about } = await readAsked(ctx, asked)
  const rows = await listProducts(ctx.db, ctx.orgId, wanted, { sortBy, limit })
  const products = await named(ctx, rows)
  const skus = [...new Set(rows.map(({ sku }) => sku))]
  const page = { sortBy, limit: skus.length, skus }
  const before = previous && (await listProducts(ctx.db, ctx.orgId, previous, page))
  return {
    ...{ ...about, products },
    previous: before
      ? { from: previous.from, to: previous.to, products: await named(ctx, before) }
      : null,
  }
}

export async function named(ctx: Ctx, rows: ProductSums[]): Promise<ProductFigures[]> {
  const skus = [...new Set(rows.map(({ sku }) => sku))]
  const names = await skuNames(ctx.db, ctx.orgId, skus)
  return rows.map(({ sku, ...sums }) => ({
    ...{ sku: sku || null, name: names.get(sku) ?? null, ...sums },
    netMinor: sums.grossMinor - sums.discountMinor,
  }))
}
