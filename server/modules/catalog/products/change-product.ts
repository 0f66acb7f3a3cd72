import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { given } from '#platform/given.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import type { ChangeProductBody } from '../contract.ts'
import { CatalogProblem } from '../problems.ts'
import { listVariants } from '../variants/store.ts'
import { requireFitting } from './checks.ts'
import { difference, eventOf, isSellable, type Product } from './product.ts'
import { lockProductRow, raiseVersion, saveProduct } from './store.ts'
import { tell } from './tell.ts'

/** Said by the caller with `If-Match`; without it any version will do. */
export type OfVersion = { productId: string; expectedVersion?: number | undefined }

export async function changeProduct(
  ctx: Ctx,
  { change, ...which }: OfVersion & { change: ChangeProductBody },
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockProduct(ctx, tx, which)
    const changed: Product = { ...before, ...given(change) }
    const told = difference<Product>(before, changed)
    if (!told) return

    if (change.type !== undefined || change.attributes) await requireFitting(tx, ctx.orgId, changed)
    const variants = await listVariants(tx, ctx.orgId, [before.id])
    const isEntering = changed.state === 'published' && before.state !== 'published'
    if (isEntering && !isSellable(variants)) throw CatalogProblem.nothing_to_sell()

    const version = before.version + 1
    await saveProduct(tx, ctx.orgId, { ...changed, version, updatedAt: ctx.clock.now() })
    const skus = variants.map(({ sku }) => sku)
    const event = eventOf(before.state, changed.state)
    await tell(ctx, tx, event, { productId: before.id, version, skus, ...told })
  })
}

/** Its orders stay what they are. Archiving twice is the same as archiving once. */
export const archiveProduct = (ctx: Ctx, which: OfVersion): Promise<void> =>
  changeProduct(ctx, { ...which, change: { state: 'archived' } })

/** Takes the product, so that what is decided on it and on its variants stays true. */
export async function lockProduct(
  { orgId }: Pick<Ctx, 'orgId'>,
  tx: Tx,
  { productId, expectedVersion }: OfVersion,
): Promise<Product> {
  const product = await lockProductRow(tx, orgId, productId)
  if (!product) throw CatalogProblem.product_not_found()
  const { version } = product
  if (expectedVersion !== undefined && expectedVersion !== version) {
    throw HttpProblem.precondition_failed({ version })
  }
  return product
}

/** Ends the change of something that belongs to the product. */
export async function finishChange(
  ctx: Ctx,
  tx: Tx,
  product: Product,
  told: { skus?: string[]; before?: object; after?: object },
): Promise<void> {
  const { id: productId, version } = product
  await raiseVersion(tx, ctx.orgId, productId, ctx.clock.now())
  await tell(ctx, tx, 'product.changed', { productId, version: version + 1, ...told })
}
