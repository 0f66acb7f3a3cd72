import { sql } from 'kysely'
import type { Ctx } from '../context.ts'
import { type Db, inTransaction, type Tx } from '../database.ts'
import { defineProblems } from '../problem.ts'
import { enqueue } from './enqueue.ts'

export type DeadLetter = {
  id: string
  job: string
  attempts: number
  message: string
  trace: string | null
  madeAt: string
  diedAt: string
}

export type WholeDeadLetter = DeadLetter & {
  payload: unknown
  cause: Record<string, unknown>
  error: { message?: string; name?: string; code?: string; stack?: string }
}

export type DeadPosition = { diedAt: string; id: string }

export const DeadLetterProblem = defineProblems({
  dead_letter_not_found: [404, 'There is no such failed job. It may have been started again.'],
})

const RETRY_AT_ONCE_MAX = 1_000

/** A page of dead letters, newest first. */
export async function listDeadLetters(
  db: Db,
  filter: { orgId: string; job?: string | undefined },
  page: { after?: DeadPosition | undefined; limit: number },
): Promise<DeadLetter[]> {
  const job = filter.job === undefined ? sql`true` : sql`job = ${filter.job}`
  const after = page.after
    ? sql`(died_at, id) < (${page.after.diedAt}::timestamptz, ${page.after.id}::uuid)`
    : sql`true`
  const { rows } = await sql<DeadLetter>`
    select ${columns} from dead_letters
    where org_id = ${filter.orgId} and ${job} and ${after}
    order by died_at desc, id desc limit ${page.limit}
  `.execute(db)
  return rows
}

export async function getDeadLetter(ctx: Ctx, id: string): Promise<WholeDeadLetter> {
  const { rows } = await sql<WholeDeadLetter>`
    select ${columns}, payload, cause, error from dead_letters
    where org_id = ${ctx.orgId} and id = ${id}
  `.execute(ctx.db)
  if (!rows[0]) throw DeadLetterProblem.dead_letter_not_found()
  return rows[0]
}

/**
 * Starts the job again with all its attempts. If it is asked for twice, it starts once: the second
 * caller gets 404.
 */
export async function retryDeadLetter(ctx: Ctx, id: string): Promise<{ job: string }> {
  return inTransaction(ctx.db, async (tx) => {
    const letter = await takeDeadLetter(tx, ctx.orgId, id)
    await startAgain(tx, ctx, letter)
    return { job: letter.job }
  })
}

/** Starts many jobs again, oldest first. `more` says that some are left for the next call. */
export async function retryDeadLetters(
  ctx: Ctx,
  job: string,
): Promise<{ retried: number; more: boolean }> {
  return inTransaction(ctx.db, async (tx) => {
    const { rows } = await sql<Taken>`
      delete from dead_letters where org_id = ${ctx.orgId} and id in (
        select id from dead_letters where org_id = ${ctx.orgId} and job = ${job}
        order by died_at, id limit ${RETRY_AT_ONCE_MAX} for update skip locked
      ) returning id, job, payload, cause, error
    `.execute(tx)
    for (const letter of rows) await startAgain(tx, ctx, letter)
    return { retried: rows.length, more: rows.length === RETRY_AT_ONCE_MAX }
  })
}

/** Removes a dead letter; the history records who decided so and why. */
export async function discardDeadLetter(ctx: Ctx, id: string, reason: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const letter = await takeDeadLetter(tx, ctx.orgId, id)
    await ctx.emit(tx, discarded(letter, reason))
  })
}

/**
 * Selects dead letters by the kind of job, by fields of the payload, and by a field that it must
 * not have.
 */
type Alike = { job?: string; with: Record<string, unknown>; without?: string }

/** Whether such a dead letter waits for a person already. */
export async function hasDeadLetter(db: Db, orgId: string, alike: Alike): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from dead_letters where ${areAlike(orgId, alike)}) as has
  `.execute(db)
  return rows[0]!.has
}

/** Removes dead letters that nobody has to care about any more; the history records why. */
export async function endDeadLetters(
  ctx: Ctx,
  tx: Tx,
  { reason, ...alike }: Alike & { reason: string },
): Promise<void> {
  const { rows } = await sql<Taken>`
    delete from dead_letters where ${areAlike(ctx.orgId, alike)}
    returning id, job, payload, cause, error
  `.execute(tx)
  for (const letter of rows) await ctx.emit(tx, discarded(letter, reason))
}

const areAlike = (orgId: string, { job, with: said, without }: Alike) => sql`
  org_id = ${orgId} and payload @> ${JSON.stringify(said)}::jsonb
  and ${job === undefined ? sql`true` : sql`job = ${job}`}
  and ${without === undefined ? sql`true` : sql`not payload ? ${without}`}
`

const discarded = ({ id, job, payload, error }: Taken, reason: string) => ({
  type: 'dead_letter.discarded',
  subject: { type: 'dead_letter', id },
  data: { job, reason, payload, message: error.message ?? '' },
})

type Taken = Pick<WholeDeadLetter, 'id' | 'job' | 'payload' | 'cause' | 'error'>

const inUtc = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const columns = sql`
  id, job, attempts, coalesce(error->>'message', '') as message,
  split_part(cause->>'traceparent', '-', 2) as trace,
  ${inUtc('made_at')} as "madeAt", ${inUtc('died_at')} as "diedAt"
`

async function takeDeadLetter(tx: Tx, orgId: string, id: string): Promise<Taken> {
  const { rows } = await sql<Taken>`
    delete from dead_letters where org_id = ${orgId} and id = ${id}
    returning id, job, payload, cause, error
  `.execute(tx)
  if (!rows[0]) throw DeadLetterProblem.dead_letter_not_found()
  return rows[0]
}

/** The job stays in the trace of its first cause; the history records who started it again. */
const startAgain = (tx: Tx, { orgId, actor, cause }: Ctx, letter: Taken): Promise<void> =>
  enqueue(tx, letter.job, letter.payload, { orgId, actor, cause: { ...cause, ...letter.cause } })
