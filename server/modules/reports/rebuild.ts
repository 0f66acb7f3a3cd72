import { sql } from 'kysely'
import type { Ctx, Runtime } from '#platform/context.ts'
import { openDatabase, type Tx } from '#platform/database.ts'
import { LOCK, readTimeZone } from './follow-sales.ts'
import { recount } from './recount.ts'
import { add, listKnownZones, removeAll, type Rollup, setZone } from './store.ts'

/** Counting a million orders takes about a minute; nobody waits for it but the follower. */
const TIMEOUT_MS = 30 * 60_000

export type Rebuilt = { timeZone: string; tookMs: number }

/**
 * Counts an org's figures again from its orders, in the time zone that the shop has now. The
 * follower waits meanwhile and goes on from where it was; nobody else notices.
 */
export async function rebuild(
  runtime: Runtime,
  { orgId, directUrl }: { orgId: string; directUrl: string },
): Promise<Rebuilt> {
  const begunAt = performance.now()
  const timeZone = await readTimeZone(runtime, orgId)
  const limits = { poolMax: 1, waitMs: 5_000, queryTimeoutMs: TIMEOUT_MS }
  const { db, close } = openDatabase(directUrl, limits)
  try {
    // The one connection keeps this lock, so the position stands still before the look at it.
    await sql`select pg_advisory_lock(${LOCK})`.execute(db)
    const rewriting = db.transaction().setIsolationLevel('repeatable read')
    await rewriting.execute((tx) => rewrite(tx, orgId, timeZone))
  } finally {
    await close()
  }
  return { timeZone, tookMs: Math.round(performance.now() - begunAt) }
}

async function rewrite(tx: Tx, orgId: string, timeZone: string): Promise<void> {
  await setZone(tx, orgId, timeZone)
  await removeAll(tx, orgId)
  const counted = await recount(tx, orgId)
  for (const rollup of Object.keys(counted) as Rollup[]) await add(tx, rollup, counted[rollup])
}

/** When the shop moves, its days begin at other moments. */
export async function rebuildIfMoved(ctx: Ctx, directUrl: string): Promise<void> {
  const { orgId } = ctx
  const known = (await listKnownZones(ctx.db, [orgId])).get(orgId)
  if (known === undefined || known === (await readTimeZone(ctx, orgId))) return
  const rebuilt = await rebuild(ctx, { orgId, directUrl })
  ctx.log.info({ orgId, ...rebuilt }, 'reports.rebuilt')
}

/** Takes the figures away together with all orders of the org, as at the end of a demo. */
export async function forgetSales(tx: Tx, orgId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
  await removeAll(tx, orgId)
}
