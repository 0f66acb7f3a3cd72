import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { readSetting } from '#settings'
import { addLevels, uncountedOf } from './levels/store.ts'
import { listLocations } from './locations/store.ts'
import { moveIn } from './move-in.ts'
import type { Move } from './moves.ts'
import { recordMoves } from './move-stock.ts'
import { StockProblem } from './problems.ts'
import { lowThreshold } from './settings.ts'

/** Where the first pieces go. Read before: a transaction must not wait for another connection. */
export type Opening = { locationId: string; reason: string; lowStandard: number }

export async function planOpening(
  ctx: Ctx,
  { locationId, reason }: { locationId: string; reason: string },
): Promise<Opening> {
  const places = await listLocations(ctx.db, ctx.orgId)
  const place = places.find(({ id }) => id === locationId)
  if (!place) throw StockProblem.location_not_found({ location: locationId })
  if (!place.active) throw StockProblem.location_closed({ location: place.code })
  return { locationId, reason, lowStandard: await readSetting(ctx, lowThreshold) }
}

/**
 * Says how many there are of SKUs that nobody has counted anywhere yet, and gives those that it was
 * done for: one with a level keeps what that says, so the same once more changes nothing.
 */
export async function openStock(
  ctx: Ctx,
  tx: Tx,
  { locationId, reason, lowStandard }: Opening,
  pieces: ReadonlyMap<string, number>,
): Promise<Set<string>> {
  const asked = await uncountedOf(tx, ctx.orgId, [...pieces.keys()])
  const keys = asked.map((sku) => ({ sku, locationId }))
  // Whoever was faster has made the level, and with it the first count.
  const made = await addLevels(tx, ctx.orgId, keys, { lowStandard, now: ctx.clock.now() })
  const moves = made.flatMap(({ sku }): Move[] => {
    const to = pieces.get(sku)!
    // A level that begins at nothing needs no movement.
    return to === 0 ? [] : [{ type: 'counted', sku, reason, parts: [{ locationId, to }] }]
  })
  const results = await moveIn(ctx, tx, { moves, lowStandard })
  const refused = results.find((result) => result instanceof Problem)
  if (refused) throw refused
  await recordMoves(ctx, tx, results)
  return new Set(made.map(({ sku }) => sku))
}
