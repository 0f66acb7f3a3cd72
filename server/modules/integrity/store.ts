import type { Db } from '#platform/database.ts'
import type { RunView } from './contract.ts'
import { tables } from './tables.ts'

export async function writeRun(db: Db, orgId: string, run: RunView): Promise<void> {
  await tables(db)
    .insertInto('integrity_runs')
    .values({
      ...{ org_id: orgId, id: run.id, kind: run.kind, findings: run.findings },
      since: run.since === null ? null : new Date(run.since),
      ...{ started_at: new Date(run.startedAt), ended_at: new Date(run.endedAt) },
      checks: JSON.stringify(run.checks),
    })
    .execute()
}

/** Newest first. */
export async function listRuns(
  db: Db,
  orgId: string,
  { limit, kind, balanced }: { limit: number; kind?: RunView['kind']; balanced?: true },
): Promise<RunView[]> {
  let query = tables(db)
    .selectFrom('integrity_runs')
    .select(['id', 'kind', 'since', 'findings', 'checks'])
    .select(['started_at as startedAt', 'ended_at as endedAt'])
    .where('org_id', '=', orgId)
  if (kind) query = query.where('kind', '=', kind)
  if (balanced) query = query.where('findings', '=', 0)
  const rows = await query
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...row,
    since: row.since?.toISOString() ?? null,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt.toISOString(),
  }))
}

/** Deletes old runs, which tell nothing that newer ones do not. */
export async function removeRunsBefore(db: Db, orgId: string, before: Date): Promise<void> {
  await tables(db)
    .deleteFrom('integrity_runs')
    .where('org_id', '=', orgId)
    .where('started_at', '<', before)
    .execute()
}
