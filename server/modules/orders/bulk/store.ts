import { sql } from 'kysely'
import type { Actor } from '#platform/context.ts'
import type { Db, Tx } from '#platform/database.ts'
import type { Command } from './bulk.ts'
import type { OrderFilter } from '../lists/contract.ts'
import type { BulkStopped } from './contract.ts'
import { tables } from './tables.ts'

const runs = (db: Db, orgId: string) =>
  tables(db)
    .selectFrom('order_bulk_runs')
    .select(['id', 'command', 'filter', 'state', 'round', 'total', 'done', 'skipped', 'failed'])
    .select(['undo_of as undoOf', 'read_to as readTo', 'stopped_because as stoppedBecause'])
    .select(['is_gathered as isGathered', 'asked_by as askedBy', 'works_for as worksFor'])
    .select(['created_at as createdAt', 'finished_at as finishedAt'])
    .where('org_id', '=', orgId)

export const findRun = (db: Db, orgId: string, id: string) =>
  runs(db, orgId).where('id', '=', id).executeTakeFirst()

export type Run = NonNullable<Awaited<ReturnType<typeof findRun>>>

/** Locks a run, so that starting, stopping and undoing it take turns. */
export const lockRun = (tx: Tx, orgId: string, id: string): Promise<Run | undefined> =>
  runs(tx, orgId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

/** A page of runs, newest first. */
export function listRuns(
  db: Db,
  orgId: string,
  page: { after?: { createdAt: string; id: string } | undefined; limit: number },
): Promise<Run[]> {
  const { after, limit } = page
  let query = runs(db, orgId)
  if (after) {
    query = query.where(
      sql<boolean>`(created_at, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
    )
  }
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

/** Those of these runs that were undone. */
export async function listUndone(db: Db, orgId: string, ids: string[]): Promise<Set<string>> {
  const found = await tables(db)
    .selectFrom('order_bulk_runs')
    .select('undo_of as undoOf')
    .where('org_id', '=', orgId)
    .where('undo_of', 'in', ids)
    .execute()
  return new Set(found.map(({ undoOf }) => undoOf!))
}

export async function insertRun(
  tx: Tx,
  orgId: string,
  run: {
    id: string
    command: Command
    filter: OrderFilter | null
    undoOf: string | null
    actor: Actor
    now: Date
  },
): Promise<void> {
  const actor = JSON.stringify(run.actor)
  await tables(tx)
    .insertInto('order_bulk_runs')
    .values({
      ...{ org_id: orgId, id: run.id, command: JSON.stringify(run.command), undo_of: run.undoOf },
      filter: run.filter && JSON.stringify(run.filter),
      ...{ read_to: null, state: 'gathering', asked_by: actor, works_for: actor },
      ...{ created_at: run.now, finished_at: null },
    })
    .execute()
}

/** Records that more orders were stored. `readTo` is the position of the next page. */
export async function addGathered(
  tx: Tx,
  orgId: string,
  id: string,
  { rows, readTo }: { rows: number; readTo: unknown },
): Promise<void> {
  const position = readTo === null ? null : JSON.stringify(readTo)
  await sql`
    update order_bulk_runs set total = total + ${rows}, read_to = ${position}
    where org_id = ${orgId} and id = ${id}
  `.execute(tx)
}

/** Records that all orders are stored. A run without any orders is done at once. */
export async function openRun(tx: Tx, orgId: string, id: string, now: Date): Promise<void> {
  await sql`
    update order_bulk_runs set is_gathered = true,
      state = case when total = 0 then 'done' else 'running' end,
      finished_at = case when total = 0 then ${now}::timestamptz end
    where org_id = ${orgId} and id = ${id}
  `.execute(tx)
}

export async function stopRun(
  tx: Tx,
  orgId: string,
  id: string,
  { because, now }: { because: BulkStopped; now: Date },
): Promise<void> {
  await tables(tx)
    .updateTable('order_bulk_runs')
    .set({ state: 'stopped', stopped_because: because, finished_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** Restarts a run in the name of the actor. Failed rows no longer count as finished. */
export async function reopenRun(
  tx: Tx,
  orgId: string,
  id: string,
  actor: Actor,
): Promise<{ round: number }> {
  const { rows } = await sql<{ round: number }>`
    update order_bulk_runs set state = 'running', stopped_because = null, finished_at = null,
      failed = 0, round = round + 1, works_for = ${JSON.stringify(actor)}
    where org_id = ${orgId} and id = ${id}
    returning round
  `.execute(tx)
  return rows[0]!
}

/** Deletes the old runs of all orgs. Runs once a day, on a table that stays small. */
export async function deleteOldRuns(db: Db, before: Date): Promise<void> {
  await sql`
    /* across orgs */ delete from order_bulk_runs where created_at < ${before}
  `.execute(db)
}
