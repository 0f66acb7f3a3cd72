import * as audit from '#audit'
import { knownSkus } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { readSetting } from '#settings'
import type { LockedLevel } from '../batch.ts'
import type { Levels } from '../book.ts'
import { addLevels } from '../levels/store.ts'
import { getPlace, MAIN } from '../locations/change-locations.ts'
import { conclude, takeLevels } from '../post.ts'
import { StockProblem } from '../problems.ts'
import { lowThreshold } from '../settings.ts'
import { findBackorderPlace, saveBackorder, takeTurns } from './store.ts'

export type SetBackorder = {
  sku: string
  /** How many may be promised beyond what is there. */
  limit: number
  promisedFor: string | null
  /** The code of the place where they will arrive; where they do now, or `main`, when absent. */
  location?: string | undefined
}

/**
 * One limit for a SKU. It stands on the level of one place, so the check of that row has the last
 * word, and whoever waits stands in one queue.
 */
export async function setBackorder(ctx: Ctx, command: SetBackorder): Promise<void> {
  // Read before: a transaction must not wait for another connection.
  const lowStandard = await readSetting(ctx, lowThreshold)
  await inTransaction(ctx.db, (tx) => setIn(ctx, tx, command, lowStandard))
}

async function setIn(ctx: Ctx, tx: Tx, command: SetBackorder, lowStandard: number): Promise<void> {
  const { sku } = command
  await takeTurns(tx, ctx.orgId, sku)
  if (!(await knownSkus(tx, ctx.orgId, [sku])).has(sku)) throw StockProblem.sku_not_found()
  const locationId = await placeOf(ctx, tx, command)
  // Where nothing is sold beyond the shelf, nobody has said that there is a shelf.
  const added = command.limit > 0 ? [{ sku, locationId }] : []
  await addLevels(tx, ctx.orgId, added, { lowStandard, now: ctx.clock.now() })
  const before = await takeLevels(ctx, tx, [sku])
  const after = new Map(
    [...before].map(([key, level]) => [key, nextOf(level, locationId, command)]),
  )
  const changed = [...after].filter(([key, level]) => level !== before.get(key))
  if (changed.length === 0) return
  // The place that loses the limit comes first: there are never two.
  const order = changed.map(([, level]) => level)
  for (const level of order.toSorted((a, b) => a.backorderLimit - b.backorderLimit)) {
    await saveBackorder(tx, level)
  }
  await conclude(ctx, tx, before, after)
  const subject = { type: 'sku', id: sku }
  const told = { before: toldOf(before), after: toldOf(after) }
  await audit.record(ctx, tx, { action: 'stock.backorder_changed', subject, ...told })
}

async function placeOf(ctx: Ctx, tx: Tx, { sku, location }: SetBackorder): Promise<string> {
  const org = { db: tx, orgId: ctx.orgId }
  if (location !== undefined) return (await getPlace(org, location)).id
  return (await findBackorderPlace(tx, ctx.orgId, sku)) ?? (await getPlace(org, MAIN)).id
}

function nextOf(level: LockedLevel, locationId: string, command: SetBackorder): LockedLevel {
  const limit = level.locationId === locationId ? command.limit : 0
  const promisedFor = limit > 0 ? command.promisedFor : null
  if (level.backorderLimit === limit && level.promisedFor === promisedFor) return level
  const { sku, active, reserved, onHand } = level
  const needed = reserved - onHand
  if (needed > limit) {
    if (level.locationId !== locationId) throw StockProblem.waits_elsewhere({ sku, needed })
    throw StockProblem.limit_below_promises({ sku, needed })
  }
  if (limit > level.backorderLimit && !active) throw StockProblem.location_closed()
  return { ...level, backorderLimit: limit, promisedFor }
}

function toldOf(levels: Levels) {
  const place = levels.values().find(({ backorderLimit }) => backorderLimit > 0)
  if (!place) return { limit: 0 }
  const { backorderLimit: limit, promisedFor, locationId } = place
  return { limit, promisedFor, locationId }
}
