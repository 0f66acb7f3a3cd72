import { isDeepStrictEqual } from 'node:util'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { given } from '#platform/given.ts'
import { type NewVariant, type Price, VARIANTS_MAX } from '../contract.ts'
import { CatalogProblem } from '../problems.ts'
import { finishChange, lockProduct, type OfVersion } from '../products/change-product.ts'
import { requireCurrencies } from '../products/checks.ts'
import { currenciesOf, variantOf } from '../products/create-product.ts'
import { type Change, difference, type Variant } from '../products/product.ts'
import { refuseTaken } from '../refusals.ts'
import { insertVariants, listVariants, saveVariant, setPrices } from './store.ts'

export async function addVariant(
  ctx: Ctx,
  { variant: wanted, ...which }: OfVersion & { variant: NewVariant },
): Promise<void> {
  requireCurrencies(currenciesOf(wanted, '/body'))
  await refuseTaken(ctx, [wanted], () =>
    inTransaction(ctx.db, async (tx) => {
      const product = await lockProduct(ctx, tx, which)
      const variants = await listVariants(tx, ctx.orgId, [product.id])
      if (variants.length >= VARIANTS_MAX) throw CatalogProblem.too_many_variants()
      const variant = variantOf(wanted, 1 + (variants.at(-1)?.position ?? -1))
      await insertVariants(tx, ctx.orgId, product.id, [variant])
      await finishChange(ctx, tx, product, { skus: [variant.sku], after: variant })
    }),
  )
}

type OfVariant = OfVersion & { sku: string }

/** An SKU is never removed, because orders name it: it is switched off. */
export async function changeVariant(
  ctx: Ctx,
  { change, ...which }: OfVariant & { change: Change<Omit<Variant, 'sku' | 'prices'>> },
): Promise<void> {
  await refuseTaken(ctx, [{ sku: which.sku, barcode: change.barcode }], () =>
    inTransaction(ctx.db, async (tx) => {
      const { product, variant } = await lockVariant(ctx, tx, which)
      const changed = { ...variant, ...given(change) }
      const told = difference<Variant>(variant, changed)
      if (!told) return
      await saveVariant(tx, ctx.orgId, changed)
      await finishChange(ctx, tx, product, { skus: [which.sku], ...told })
    }),
  )
}

export async function changePrices(
  ctx: Ctx,
  { prices, ...which }: OfVariant & { prices: Price[] },
): Promise<void> {
  requireCurrencies(
    prices.map(({ currency }, index) => ({ currency, pointer: `/body/prices/${index}/currency` })),
  )
  const after = prices.toSorted((one, other) => (one.currency < other.currency ? -1 : 1))
  await inTransaction(ctx.db, async (tx) => {
    const { product, variant } = await lockVariant(ctx, tx, which)
    if (isDeepStrictEqual(variant.prices, after)) return
    await setPrices(tx, ctx.orgId, which.sku, after)
    const told = { before: { prices: variant.prices }, after: { prices: after } }
    await finishChange(ctx, tx, product, { skus: [which.sku], ...told })
  })
}

async function lockVariant(ctx: Ctx, tx: Tx, which: OfVariant) {
  const product = await lockProduct(ctx, tx, which)
  const variants = await listVariants(tx, ctx.orgId, [product.id])
  const variant = variants.find(({ sku }) => sku === which.sku)
  if (!variant) throw CatalogProblem.variant_not_found()
  return { product, variant }
}
