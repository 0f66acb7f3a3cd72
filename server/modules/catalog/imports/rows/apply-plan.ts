import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { Event } from '#platform/events.ts'
import { difference, eventOf } from '../../products/product.ts'
import type { KnownProduct, Plan } from './plan.ts'
import { insertProducts, insertVariants, savePrices, saveProducts, saveVariants } from './store.ts'

type ProductChange = Plan['products'][number]

/** Writes the changes of a batch, each table in one statement, and tells of each product once. */
export async function applyPlan(ctx: Ctx, tx: Tx, plan: Plan): Promise<void> {
  const { orgId } = ctx
  const now = ctx.clock.now()
  const products = withTouched(plan)
  const isNew = ({ before }: { before: unknown }) => before === undefined
  const fresh = plan.variants.filter(isNew).map(({ after }) => after)
  const changed = plan.variants.filter((change) => !isNew(change)).map(({ after }) => after)
  const newProducts = products.filter(isNew).map(({ after }) => after)
  const saved = products.filter((change) => !isNew(change)).map(({ after }) => after)

  if (newProducts.length > 0) await insertProducts(tx, orgId, newProducts, now)
  if (saved.length > 0) await saveProducts(tx, orgId, saved, now)
  if (fresh.length > 0) await insertVariants(tx, orgId, fresh)
  if (changed.length > 0) await saveVariants(tx, orgId, changed)
  if (plan.variants.length > 0) await savePrices(tx, orgId, [...fresh, ...changed])
  await ctx.emit(tx, ...eventsOf(plan, products))
}

/** A product changes with its variants, even when nothing of its own does. */
function withTouched({ products, variants, known }: Plan): ProductChange[] {
  const ids = new Set(products.map(({ after }) => after.id))
  const touched = new Set(variants.map(({ after }) => after.productId))
  const more = [...touched].filter((id) => !ids.has(id)).map((id) => known.products.get(id)!)
  return [...products, ...more.map((product) => ({ before: product, after: product }))]
}

function eventsOf({ variants }: Plan, products: ProductChange[]): Event[] {
  const variantsOf = Map.groupBy(variants, ({ after }) => after.productId)
  return products.flatMap(({ before, after }) => {
    const { id: productId, version } = after
    const skus = (variantsOf.get(productId) ?? []).map((variant) => variant.after.sku)
    const told = { productId, version: version + 1, skus, ...(before && changeOf(before, after)) }
    const event = (type: string): Event => ({
      ...{ type, data: told },
      subject: { type: 'product', id: productId },
    })
    if (before) return [event(eventOf(before.state, after.state))]
    const created = event('product.created')
    return after.state === 'draft' ? [created] : [created, event(eventOf('draft', after.state))]
  })
}

function changeOf(before: KnownProduct, after: KnownProduct) {
  const told = difference(before, after)
  if (!told) return {}
  return { before: withoutVariants(told.before), after: withoutVariants(told.after) }
}

/** They are told by their SKUs. */
function withoutVariants(told: Record<string, unknown>) {
  const { variants: _, active: __, nextPosition: ___, ...own } = told
  return own
}
