import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { Command, Former } from './bulk.ts'
import type { RowOutcome } from './contract.ts'
import { tables } from './tables.ts'

/** An order of a run. `command` is set when it differs from that of the run. */
export type Item = { orderId: string; command?: Command }

/** Inserts rows, numbered from `firstLine` on. Orders that exist also get their order number. */
export async function insertRows(
  tx: Tx,
  orgId: string,
  runId: string,
  { items, firstLine }: { items: Item[]; firstLine: number },
): Promise<void> {
  await sql`
    insert into order_bulk_rows (org_id, run_id, line, order_id, number, command)
    select ${orgId}, ${runId}, ${firstLine - 1} + i.line, i.id, o.number, i.command
    from rows from (jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
      as ("orderId" uuid, command jsonb)) with ordinality as i (id, command, line)
    left join orders o on o.org_id = ${orgId} and o.id = i.id
  `.execute(tx)
}

/** The next lines without a result, in order. */
export async function listWaiting(
  db: Db,
  orgId: string,
  runId: string,
  page: { after: number; limit: number },
): Promise<number[]> {
  const rows = await tables(db)
    .selectFrom('order_bulk_rows')
    .select('line')
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .where('outcome', '=', 'waiting')
    .where('line', '>', page.after)
    .orderBy('line')
    .limit(page.limit)
    .execute()
  return rows.map(({ line }) => line)
}

export type Claim = { line: number; orderId: string; command: Command }

/**
 * Locks a row until the end of the transaction. Gives `undefined` when it has its result already,
 * when another worker has it, or when the run was stopped or restarted.
 */
export async function claimRow(
  tx: Tx,
  orgId: string,
  run: { id: string; round: number },
  line: number,
): Promise<Claim | undefined> {
  const { rows } = await sql<Claim>`
    select r.line, r.order_id as "orderId", coalesce(r.command, b.command) as command
    from order_bulk_rows r
    join order_bulk_runs b on b.org_id = r.org_id and b.id = r.run_id
    where r.org_id = ${orgId} and r.run_id = ${run.id} and r.line = ${line}
      and r.outcome = 'waiting' and b.state = 'running' and b.round = ${run.round}
    for no key update of r skip locked
  `.execute(tx)
  return rows[0]
}

export type Result = {
  outcome: Exclude<RowOutcome, 'waiting'>
  code: string | null
  message: string | null
  former: Former | null
}

/** Stores and counts a result. Gives true when it was the last one of the run. */
export async function saveResult(
  tx: Tx,
  orgId: string,
  { runId, line, now }: { runId: string; line: number; now: Date },
  { outcome, code, message, former }: Result,
): Promise<boolean> {
  const one = (kind: Result['outcome']) => sql`${kind === outcome ? 1 : 0}::integer`
  const isLast = sql`state = 'running' and done + skipped + failed + 1 = total`
  const { rows } = await sql<{ isDone: boolean }>`
    with result as (
      update order_bulk_rows set outcome = ${outcome}, code = ${code}, message = ${message},
        at = ${now},
        former = ${former && JSON.stringify(former)}::jsonb
      where org_id = ${orgId} and run_id = ${runId} and line = ${line}
    )
    update order_bulk_runs set done = done + ${one('done')}, skipped = skipped + ${one('skipped')},
      failed = failed + ${one('failed')}, state = case when ${isLast} then 'done' else state end,
      finished_at = case when ${isLast} then ${now}::timestamptz else finished_at end
    where org_id = ${orgId} and id = ${runId}
    returning state = 'done' as "isDone"
  `.execute(tx)
  return rows[0]?.isDone ?? false
}

/** Makes failed rows wait again. Rows that were never reached wait already. */
export async function forgetFailures(tx: Tx, orgId: string, runId: string): Promise<void> {
  await tables(tx)
    .updateTable('order_bulk_rows')
    .set({ outcome: 'waiting', code: null, message: null, at: null })
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .where('outcome', '=', 'failed')
    .execute()
}

/** A page of rows, in the order in which the orders were chosen. */
export function listRows(
  db: Db,
  orgId: string,
  runId: string,
  page: { outcome?: RowOutcome | undefined; after: number; limit: number },
) {
  let query = tables(db)
    .selectFrom('order_bulk_rows')
    .select(['line', 'order_id as orderId', 'number', 'command', 'outcome', 'code', 'message'])
    .select(['former', 'at'])
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .where('line', '>', page.after)
  if (page.outcome) query = query.where('outcome', '=', page.outcome)
  return query.orderBy('line').limit(page.limit).execute()
}
