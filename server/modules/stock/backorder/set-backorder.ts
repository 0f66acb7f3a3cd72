import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { readSetting, shop } from '#settings'
import type { LockedLevel } from '../batch.ts'
import type { Levels } from '../book.ts'
import { addLevels } from '../levels/store.ts'
import { getPlace, MAIN } from '../locations/change-locations.ts'
import { conclude, takeLevels } from '../post.ts'
import { StockProblem } from '../problems.ts'
import { requireSku } from '../require-sku.ts'
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
  const known = { lowStandard: await readSetting(ctx, lowThreshold), today: await readToday(ctx) }
  await inTransaction(ctx.db, (tx) => setIn(ctx, tx, command, known))
}

type Known = { lowStandard: number; today: string }

/** As whoever makes the promise reads a calendar: the day at the shop, such as `2026-11-21`. */
async function readToday(ctx: Ctx): Promise<string> {
  const timeZone = await readSetting(ctx, shop.timeZone)
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(ctx.clock.now())
}

async function setIn(ctx: Ctx, tx: Tx, command: SetBackorder, known: Known): Promise<void> {
  const { sku } = command
  const { lowStandard, today } = known
  await takeTurns(tx, ctx.orgId, sku)
  await requireSku(tx, ctx.orgId, sku)
  const locationId = await placeOf(ctx, tx, command)
  // Without a limit no level is needed, so none is made.
  const added = command.limit > 0 ? [{ sku, locationId }] : []
  await addLevels(tx, ctx.orgId, added, { lowStandard, now: ctx.clock.now() })
  const before = await takeLevels(ctx, tx, [sku])
  refusePastDay(command, placeOfLimit(before)?.promisedFor, today)
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

/** What was promised before may stay, whether it came true or not. */
function refusePastDay(
  { limit, promisedFor: day }: SetBackorder,
  before: string | null | undefined,
  today: string,
): void {
  if (limit === 0 || day === null || day === before || day >= today) return
  const { message: detail } = StockProblem.promised_day_over()
  throw StockProblem.promised_day_over({ errors: [{ pointer: '/body/promisedFor', detail }] })
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
  const place = placeOfLimit(levels)
  if (!place) return { limit: 0 }
  const { backorderLimit: limit, promisedFor, locationId } = place
  return { limit, promisedFor, locationId }
}

const placeOfLimit = (levels: Levels): LockedLevel | undefined =>
  levels.values().find(({ backorderLimit }) => backorderLimit > 0)
