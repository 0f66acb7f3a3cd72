import { sql } from 'kysely'
import { listOrgs } from '#access'
import { ADVISORY_LOCKS } from '#platform/advisory-locks.ts'
import type { Ctx, Runtime } from '#platform/context.ts'
import { openDatabase, type Tx } from '#platform/database.ts'
import { recount } from './recount.ts'
import { readTimeZone } from './time-zone.ts'
import { add, listKnownZones, moveToNewest, removeAll, type Rollup, setZone } from './store.ts'

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
  await whileFollowerWaits(directUrl, (tx) => rewrite(tx, orgId, timeZone))
  return { timeZone, tookMs: Math.round(performance.now() - begunAt) }
}

const ORGS_MAX = 10_000

/** The same for all orgs at one moment, so that the follower goes on from now and not from then. */
export async function rebuildAll(runtime: Runtime, directUrl: string): Promise<number> {
  const orgIds = (await listOrgs(runtime.db, ORGS_MAX)).map(({ id }) => id)
  const zones = await Promise.all(orgIds.map((orgId) => readTimeZone(runtime, orgId)))
  await whileFollowerWaits(directUrl, async (tx) => {
    await moveToNewest(tx)
    for (const [index, orgId] of orgIds.entries()) await rewrite(tx, orgId, zones[index]!)
  })
  return orgIds.length
}

/** The one connection keeps the lock, so the position stands still before the look at it. */
async function whileFollowerWaits(
  directUrl: string,
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  const limits = { poolMax: 1, waitMs: 5_000, queryTimeoutMs: TIMEOUT_MS }
  const { db, close } = openDatabase(directUrl, limits)
  try {
    await sql`select pg_advisory_lock(${ADVISORY_LOCKS.sales})`.execute(db)
    await db.transaction().setIsolationLevel('repeatable read').execute(work)
  } finally {
    await close()
  }
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
  await sql`select pg_advisory_xact_lock(${ADVISORY_LOCKS.sales})`.execute(tx)
  await removeAll(tx, orgId)
}
