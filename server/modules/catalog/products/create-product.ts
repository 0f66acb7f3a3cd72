import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import type { CreateProductBody, NewVariant, ProductView } from '../contract.ts'
import { refuseTaken } from '../refusals.ts'
import { insertVariants } from '../variants/store.ts'
import { requireCurrencies, requireFitting } from './checks.ts'
import type { Product, Variant } from './product.ts'
import { getProduct } from './read-product.ts'
import { insertProduct } from './store.ts'
import { tell } from './tell.ts'

export async function createProduct(ctx: Ctx, command: CreateProductBody): Promise<ProductView> {
  requireCurrencies(
    command.variants.flatMap((variant, index) => currenciesOf(variant, `/body/variants/${index}`)),
  )
  const now = ctx.clock.now()
  const product: Product = {
    id: newId(),
    name: command.name,
    description: command.description ?? '',
    type: command.type ?? null,
    attributes: command.attributes ?? {},
    state: command.publish ? 'published' : 'draft',
    ...{ version: 1, createdAt: now, updatedAt: now },
  }
  const variants = command.variants.map(variantOf)
  await refuseTaken(ctx, variants, () => write(ctx, product, variants))
  return getProduct(ctx, product.id)
}

async function write(ctx: Ctx, product: Product, variants: Variant[]): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await requireFitting(tx, ctx.orgId, product)
    await insertProduct(tx, ctx.orgId, product)
    await insertVariants(tx, ctx.orgId, product.id, variants)
    const { id: productId, version, name, type, state } = product
    const skus = variants.map(({ sku }) => sku)
    const told = { productId, version, skus, after: { name, type, state } }
    await tell(ctx, tx, 'product.created', told)
    if (state !== 'published') return
    await tell(ctx, tx, 'product.published', { productId, version, skus, after: { state } })
  })
}

/** The variant as it is asked for; a price in `prices` does not outdo the first one. */
export function variantOf(wanted: NewVariant, position: number): Variant {
  const { sku, currency, priceMinor, prices = [] } = wanted
  return {
    sku,
    position,
    name: wanted.name ?? '',
    barcode: wanted.barcode ?? null,
    attributes: wanted.attributes ?? {},
    weightG: wanted.weightG ?? null,
    active: true,
    prices: [{ currency, priceMinor }, ...prices.filter((price) => price.currency !== currency)],
  }
}

export const currenciesOf = ({ currency, prices = [] }: NewVariant, pointer: string) => [
  { currency, pointer: `${pointer}/currency` },
  ...prices.map((price, index) => ({
    currency: price.currency,
    pointer: `${pointer}/prices/${index}/currency`,
  })),
]
