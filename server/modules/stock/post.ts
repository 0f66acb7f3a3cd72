import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { runStatement } from '#platform/run-statement.ts'
import { sellable } from './allocate.ts'
import { serveWaiting } from './backorder/serve-waiting.ts'
import { type LockedLevel, lockLevels, type Movement } from './batch.ts'
import { book, type Levels } from './book.ts'
import { stockEvents } from './events.ts'
import { watchLevels } from './levels/watch-levels.ts'
import { levelKey } from './moves.ts'

/** Takes all levels of these SKUs, in the order of everybody, until the end of the transaction. */
export async function takeLevels(ctx: Ctx, tx: Tx, skus: Iterable<string>): Promise<Levels> {
  const keys = [...new Set(skus)].map((sku) => ({ orgId: ctx.orgId, sku }))
  if (keys.length === 0) return new Map()
  const rows = await runStatement<LockedLevel>(tx, lockLevels(keys, 'wait'))
  return new Map(rows.map((level) => [levelKey(level.sku, level.locationId), level]))
}

/**
 * The only way in which a level changes outside of the engine: its movements and what they sum to,
 * in one transaction with the news about it. The levels are those of `takeLevels`, unchanged.
 */
export async function post(
  ctx: Ctx,
  tx: Tx,
  levels: Levels,
  movements: Movement[],
): Promise<Levels> {
  if (movements.length === 0) return levels
  return conclude(ctx, tx, levels, await book(tx, levels, movements))
}

/** What has become free goes to those who wait for it, and what is left then is told. */
export async function conclude(ctx: Ctx, tx: Tx, before: Levels, now: Levels): Promise<Levels> {
  const after = await serveWaiting(ctx, tx, now)
  const changed = [...after].filter(([key, level]) => level !== before.get(key))
  if (changed.length === 0) return after
  await ctx.emit(tx, ...changed.flatMap(([key, level]) => newsOf(before.get(key)!, level)))
  await watchLevels(ctx, tx, [...new Set(changed.map(([, { sku }]) => sku))])
  return after
}

function newsOf(before: LockedLevel, after: LockedLevel) {
  const more = sellable(after) > sellable(before)
  return [stockEvents.changed(after), ...(more ? [stockEvents.arrived(after)] : [])]
}
