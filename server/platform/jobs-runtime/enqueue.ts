import type { Actor, Cause } from '../context.ts'
import type { Tx } from '../database.ts'
import { writeHistory } from '../events.ts'

/** The event that asks for a job. It is dispatched like any other event. */
export const JOB_REQUESTED = 'job.requested'

export type JobRequest = { payload: unknown; startAfter?: string; key?: string }

type EnqueueOptions = {
  orgId: string
  actor?: Actor
  cause?: Cause
  /** The earliest time of the start; at once when absent. */
  startAfter?: Date
  /** Jobs with the same key in one org are one job, as long as the queue remembers the first. */
  key?: string
}

const SYSTEM: Actor = { type: 'system', id: null, name: 'system' }

/**
 * Asks for a job in the transaction that needs it. If that is rolled back, the job never starts.
 */
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
