import type { Actor, Cause } from '../context.ts'
import type { Tx } from '../database.ts'
import { writeHistory } from '../events.ts'

/** A row of history that asks for a job: it is dispatched as every other one. */
export const JOB_REQUESTED = 'job.requested'

export type JobRequest = { payload: unknown; startAfter?: string; key?: string }

type EnqueueOptions = {
  orgId: string
  actor?: Actor
  cause?: Cause
  /** Not before this time; at once without it. */
  startAfter?: Date
  /** The same key of the same org makes one job, as long as the queue remembers the first. */
  key?: string
}

const SYSTEM: Actor = { type: 'system', id: null, name: 'system' }

/** Starts a job in the transaction of the fact that needs it. What is rolled back never starts. */
export async function enqueue(
  tx: Tx,
  name: string,
  payload: unknown,
  options: EnqueueOptions,
): Promise<void> {
  const { orgId, actor = SYSTEM, cause = {}, startAfter, key } = options
  await writeHistory(tx, { orgId, actor, cause }, [requestOf(name, { payload, startAfter, key })])
}

function requestOf(
  name: string,
  {
    payload,
    startAfter,
    key,
  }: { payload: unknown; startAfter?: Date | undefined; key?: string | undefined },
) {
  const data: JobRequest = {
    payload,
    ...(startAfter && { startAfter: startAfter.toISOString() }),
    ...(key !== undefined && { key }),
  }
  return { type: JOB_REQUESTED, subject: { type: 'job', id: name }, data }
}
