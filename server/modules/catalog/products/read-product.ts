import type { Ctx } from '#platform/context.ts'
import { readSetting, shop } from '#settings'
import type { ProductView } from '../contract.ts'
import { type Image, listImages } from '../images/store.ts'
import { CatalogProblem } from '../problems.ts'
import { listVariants, type StoredVariant } from '../variants/store.ts'
import type { Product } from './product.ts'
import { findProductRow } from './store.ts'

/**
 * Whether everything is shown. Customers see published products only, of these the active variants,
 * and no product that has none.
 */
export const seesAll = ({ permissions, actor }: Pick<Ctx, 'permissions' | 'actor'>): boolean =>
  permissions.has('catalog.read') || actor.type === 'system' || actor.type === 'job'

/** The whole product, for somebody who has just changed it. */
export async function getProduct(ctx: Ctx, id: string): Promise<ProductView> {
  const product = await findProductRow(ctx.db, ctx.orgId, id)
  if (!product) throw CatalogProblem.product_not_found()
  const [view] = await viewsOf(ctx, [product], true)
  return view!
}

/** The product as whoever asks may see it. */
export async function showProduct(ctx: Ctx, id: string): Promise<ProductView> {
  const product = await findProductRow(ctx.db, ctx.orgId, id)
  if (!product) throw CatalogProblem.product_not_found()
  const isStaff = seesAll(ctx)
  const [view] = await viewsOf(ctx, [product], isStaff)
  const isSeen = isStaff || (product.state === 'published' && view!.variants.length > 0)
  if (!isSeen) throw CatalogProblem.product_not_found()
  return view!
}

export async function viewsOf(
  ctx: Ctx,
  products: Product[],
  withInactive: boolean,
): Promise<ProductView[]> {
  if (products.length === 0) return []
  const ids = products.map(({ id }) => id)
  const [variants, images, currency] = await Promise.all([
    listVariants(ctx.db, ctx.orgId, ids),
    listImages(ctx.db, ctx.orgId, ids),
    readSetting(ctx, shop.currency),
  ])
  const shown = variants.filter(({ active }) => active || withInactive)
  const variantsOf = Map.groupBy(shown, ({ productId }) => productId)
  const imagesOf = Map.groupBy(images, ({ productId }) => productId)
  return products.map((product) => ({
    id: product.id,
    name: product.name,
    description: product.description,
    type: product.type,
    attributes: product.attributes,
    state: product.state,
    variants: (variantsOf.get(product.id) ?? []).map((variant) => viewOfVariant(variant, currency)),
    images: (imagesOf.get(product.id) ?? []).map(viewOfImage),
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
    version: product.version,
  }))
}

function viewOfVariant(variant: StoredVariant, shopCurrency: string) {
  const { sku, name, barcode, attributes, weightG, active, prices } = variant
  const price = prices.find(({ currency }) => currency === shopCurrency) ?? prices[0]
  return {
    ...{ sku, name, barcode, attributes, weightG, active, prices },
    priceMinor: price?.priceMinor ?? null,
    currency: price?.currency ?? null,
  }
}

const viewOfImage = ({ id, url, alt, mediaType, width, height, resized, sizes }: Image) => ({
  ...{ id, alt, mediaType, width, height, resized },
  url: url ?? `/api/v1/images/${id}`,
  sizes: sizes.map(({ side, ...rest }) => ({ url: `/api/v1/images/${id}?size=${side}`, ...rest })),
})
