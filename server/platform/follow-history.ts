import { setTimeout as wait } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import type { AdvisoryLock } from './advisory-locks.ts'
import type { Runtime } from './context.ts'
import { type Db, inTransaction, type Tx } from './database.ts'
import { every } from './jobs-runtime/every.ts'

/** One row of the history, with the columns that followers need. */
export type Told = {
  id: number
  xid: string
  at: Date
  orgId: string
  type: string
  subjectId: string
  data: Record<string, unknown>
}

export type Follower = {
  /** The name of its position in the table `dispatch_positions`. */
  name: string
  lock: AdvisoryLock
  /** The events to follow; `order.*` stands for all events of orders. */
  types: readonly string[]
  /** Leaves out what it is false for: a condition on the columns of the history. */
  wanted?: RawBuilder<unknown>
  /** For a follower that reads what holds now: the data of its rows is empty, and costs nothing. */
  withoutData?: true
  batch: number
  /** Does its work for these rows, in the transaction that also moves the position. */
  follow: (tx: Tx, rows: Told[]) => Promise<void>
  /**
   * Called after a restore into a server with lower transaction ids, where the position has lost
   * its meaning. Must rebuild everything that the follower has written, and move the position to
   * now.
   */
  anew: () => Promise<void>
}

const LOOK_MS = 100

/**
 * Follows the history in batches, for work where a job for each event would cost too much. One
 * process follows at a time. A crash repeats and skips nothing, because the work and the new
 * position are one commit.
 */
export function followHistory(
  { db, log }: Pick<Runtime, 'db' | 'log'>,
  follower: Follower,
  after: (rows: number) => void = () => {},
): { stop(): Promise<void> } {
  let stopping = false
  let isPlaced = false
  const following = every(LOOK_MS, follower.name, log, async () => {
    isPlaced ||= await ensurePosition(db, follower)
    while (isPlaced && !stopping && (await isBehind(db, follower.name))) {
      const begunAt = performance.now()
      const rows = await followOnce(db, follower)
      if (rows === 0) return
      after(rows)
      // Rests as long as it has worked, so that placing orders gets half of the time.
      await wait(performance.now() - begunAt)
    }
  })
  return {
    async stop() {
      stopping = true
      await following.stop()
    },
  }
}

/**
 * Whether there is anything after the position. It is asked often, so it needs no transaction. The
 * query is sorted and limited, or PostgreSQL would read the whole history to answer.
 */
export async function isBehind(db: Db, name: string): Promise<boolean> {
  const { rows } = await sql`
    /* across orgs */
    select 1 from dispatch_positions p
    cross join lateral (
      select 1 from history h
      where (h.xid, h.id) > (p.xid, p.id) and h.xid < pg_snapshot_xmin(pg_current_snapshot())
      order by h.xid, h.id limit 1
    ) h
    where p.name = ${name}
  `.execute(db)
  return rows.length > 0
}

/** Gives how many rows were followed: none while another process is at it. */
export function followOnce(db: Db, follower: Follower): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows: locks } = await sql<{ got: boolean }>`
      select pg_try_advisory_xact_lock(${follower.lock}) as got
    `.execute(tx)
    if (!locks[0]!.got) return 0
    const { rows } = await readTold(tx, follower)
    const last = rows.at(-1)
    if (!last) return 0
    const wanted = rows.filter(({ isWanted }) => isWanted)
    if (wanted.length > 0) await follower.follow(tx, wanted)
    await sql`
      update dispatch_positions set xid = ${last.xid}::xid8, id = ${last.id}, moved_at = now()
      where name = ${follower.name}
    `.execute(tx)
    return rows.length
  })
}

/**
 * Reads only up to the oldest transaction that still runs, so that a transaction that commits late
 * is not skipped.
 */
export const readTold = (
  tx: Tx,
  { name, types, wanted = sql`true`, withoutData, batch }: Follower,
) =>
  sql<Told & { isWanted: boolean }>`
    /* across orgs */
    select h.id, h.xid::text, h.at, h.org_id as "orgId", h.type, h.subject_id as "subjectId",
      w."isWanted",
      case when w."isWanted" and ${!withoutData} then h.data else '{}' end as data
    from dispatch_positions p
    cross join lateral (
      select * from history
      where (xid, id) > (p.xid, p.id) and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by history.xid, history.id limit ${batch}
    ) h
    cross join lateral (
      select type like any(${patternsOf(types)}::text[]) and ${wanted} as "isWanted"
    ) w
    where p.name = ${name}
    order by h.xid, h.id
  `.execute(tx)

const patternsOf = (types: readonly string[]): string[] =>
  types.map((type) => type.replaceAll('_', String.raw`\_`).replace('*', '%'))

/**
 * Sets the position of a new follower to now. False as long as the history still holds transaction
 * ids of another server.
 */
async function ensurePosition(db: Db, { name, anew }: Follower): Promise<boolean> {
  await sql`
    insert into dispatch_positions (name, xid, id)
    values (${name}, pg_snapshot_xmin(pg_current_snapshot()), 0)
    on conflict (name) do nothing
  `.execute(db)
  const { rows } = await sql<{ isLost: boolean; isMixed: boolean | null }>`
    /* across orgs */
    select xid >= now_at as "isLost", (
      -- Sorted and limited, or PostgreSQL would read all of the history to find out.
      select h.xid from history h order by h.xid desc, h.id desc limit 1
    ) >= now_at as "isMixed"
    from dispatch_positions, pg_snapshot_xmax(pg_current_snapshot()) as now_at
    where name = ${name}
  `.execute(db)
  const { isLost, isMixed } = rows[0]!
  // The dispatcher gives these rows ids of this server.
  if (isLost && isMixed) return false
  if (isLost) await anew()
  return true
}

/**
 * Called in the transaction that rebuilds everything: what that transaction does not see yet comes
 * after the new position.
 */
export async function moveToNow(tx: Tx, name: string): Promise<void> {
  await sql`
    update dispatch_positions set xid = pg_snapshot_xmin(pg_current_snapshot()), id = 0,
      moved_at = now()
    where name = ${name}
  `.execute(tx)
}
