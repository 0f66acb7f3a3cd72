import { sql } from 'kysely'
import { listOrgs } from '#access'
import { ADVISORY_LOCKS } from '#platform/advisory-locks.ts'
import type { Ctx, Runtime } from '#platform/context.ts'
import { openDatabase, type Tx } from '#platform/database.ts'
import { recount } from './recount.ts'
import { readTimeZone } from './time-zone.ts'
import { add, listKnownZones, moveToNewest, removeAll, type Rollup, setZone } from './store.ts'

/** Counting a million orders takes about a minute, for which the follower alone has to wait. */
const TIMEOUT_MS = 30 * 60_000

export type Rebuilt = { timeZone: string; tookMs: number }

/**
 * Counts the figures of an org again from its orders, in the time zone that the shop has now. The
 * follower waits meanwhile and then goes on from its position; reports are read as before.
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

/** Does the same for all orgs in one snapshot, and moves the position of the follower up to it. */
export async function rebuildAll(runtime: Runtime, directUrl: string): Promise<number> {
  const orgIds = (await listOrgs(runtime.db, ORGS_MAX)).map(({ id }) => id)
  const zones = await Promise.all(orgIds.map((orgId) => readTimeZone(runtime, orgId)))
  await whileFollowerWaits(directUrl, async (tx) => {
    await moveToNewest(tx)
    for (const [index, orgId] of orgIds.entries()) await rewrite(tx, orgId, zones[index]!)
  })
  return orgIds.length
}

/**
 * The lock is taken before the transaction begins: only then does its snapshot hold the position at
 * which the follower has stopped. A pool of one connection does both on the same one.
 */
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

/** Counts again when the shop has another time zone, because its days begin at other moments. */
export async function rebuildIfMoved(ctx: Ctx, directUrl: string): Promise<void> {
  const { orgId } = ctx
  const known = (await listKnownZones(ctx.db, [orgId])).get(orgId)
  if (known === undefined || known === (await readTimeZone(ctx, orgId))) return
  const rebuilt = await rebuild(ctx, { orgId, directUrl })
  ctx.log.info({ orgId, ...rebuilt }, 'reports.rebuilt')
}

/** Deletes the figures in the transaction that deletes all orders of the org, as a demo ends. */
export async function forgetSales(tx: Tx, orgId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ADVISORY_LOCKS.sales})`.execute(tx)
  await removeAll(tx, orgId)
}
