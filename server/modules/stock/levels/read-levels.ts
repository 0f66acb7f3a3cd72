import { listSkus } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import type { StockView } from '../contract.ts'
import { requireSku } from '../require-sku.ts'
import type { Told } from '../told.ts'
import { type Level, listLevelsOf } from './store.ts'

type ListShort = Told['listShort']

export async function readStock(ctx: Ctx, sku: string, listShort: ListShort): Promise<StockView> {
  const [stock] = await readAll(ctx, [sku], listShort)
  if (stock!.locations.length === 0) await requireSku(ctx.db, ctx.orgId, sku)
  return stock!
}

/** All SKUs of a product, each with its places. */
export async function readInventory(ctx: Ctx, productId: string, listShort: ListShort) {
  const known = await listSkus(ctx.db, ctx.orgId, productId)
  if (!known) throw HttpProblem.not_found()
  const skus = await readAll(ctx, known, listShort)
  return { productId, ...totals(skus), short: sum(skus, ({ short }) => short), skus }
}

async function readAll(ctx: Ctx, skus: string[], listShort: ListShort): Promise<StockView[]> {
  const [levels, short] = await Promise.all([
    listLevelsOf(ctx.db, ctx.orgId, skus),
    listShort(ctx.db, ctx.orgId, skus),
  ])
  const bySku = Map.groupBy(levels, ({ sku }) => sku)
  return skus.map((sku) => {
    const locations = (bySku.get(sku) ?? []).map(viewOfLevel)
    const backorder = backorderOf(locations)
    return { sku, ...totals(locations), short: short.get(sku) ?? 0, backorder, locations }
  })
}

export function viewOfLevel(level: Level) {
  const { locationCode: location, locationName: _name, lowSince, updatedAt, ...rest } = level
  return {
    ...{ ...rest, location, updatedAt: updatedAt.toISOString() },
    lowSince: lowSince?.toISOString() ?? null,
  }
}

/** A SKU has one limit, and it stands at one place. */
function backorderOf(levels: StockView['locations']): StockView['backorder'] {
  const place = levels.find(({ backorderLimit }) => backorderLimit > 0)
  if (!place) return null
  const { backorderLimit: limit, promisedFor, location, reserved, onHand } = place
  return { limit, promisedFor, location, waiting: Math.max(0, reserved - onHand) }
}

type Counts = { onHand: number; reserved: number; available: number }

const totals = (parts: Counts[]): Counts => ({
  onHand: sum(parts, ({ onHand }) => onHand),
  reserved: sum(parts, ({ reserved }) => reserved),
  available: sum(parts, ({ available }) => available),
})

const sum = <Part>(parts: Part[], of: (part: Part) => number): number =>
  parts.reduce((total, part) => total + of(part), 0)
