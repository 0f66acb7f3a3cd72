import type pg from 'pg'
import { type Db as QueueDb, PgBoss } from 'pg-boss'
import { openDatabase } from '../database.ts'
import type { Jobs } from '../jobs.ts'
import type { Log } from '../log.ts'

/** The queue's tables. Names are fixed by pg-boss, whose version is pinned exactly. */
export const SCHEMA = 'penstock_jobs'
export const JOBS_TABLE = `${SCHEMA}.job_common`

/** Where pg-boss puts what failed too often; from there it moves to our table `dead_letters`. */
export const DEAD_QUEUE = 'dead_letters'

/** Names of queues that have new work, separated by commas. */
export const WORK_CHANNEL = 'penstock_jobs'

/** A claim that was not renewed for so long belongs to a worker that is gone. */
export const LOST_AFTER_S = 8

/**
 * When pg-boss itself gives a claim up; its least. We are quicker, and do not wait for the retry.
 */
const HEARTBEAT_S = 10

const CONCURRENCY = 10
const TIME_LIMIT_S = 60
const RETRY_DELAY_S = 5
const RETRY_DELAY_MAX_S = 3_600
const KEEP_DONE_S = 600
// Waiting work is never thrown away; pg-boss wants a number.
const KEEP_WAITING_S = 10 * 365 * 86_400

export const concurrencyOf = ({ concurrency = CONCURRENCY }: Jobs[string]) => concurrency
export const timeLimitOf = ({ timeLimitS = TIME_LIMIT_S }: Jobs[string]) => timeLimitS

export type Queue = { boss: PgBoss; pool: pg.Pool; close(): Promise<void> }

/** Opens the queue with connections of its own, so that busy requests cannot starve the worker. */
export async function openQueue(directUrl: string, log: Log): Promise<Queue> {
  const limits = { poolMax: 8, waitMs: 5_000, queryTimeoutMs: 15_000 }
  const { pool } = openDatabase(withoutWaiting(directUrl), limits)
  const boss = new PgBoss({
    db: { executeSql: (text, values) => onPool(pool, text, values) },
    schema: SCHEMA,
    schedule: false, // Our cron makes its jobs in the transaction that moves its clock.
    superviseIntervalSeconds: 30,
    monitorIntervalSeconds: 30,
    maintenanceIntervalSeconds: 60,
  })
  boss.on('error', (error) => log.warn({ err: error }, 'queue_error'))
  boss.on('warning', ({ message, data }) => log.warn({ data }, message))
  const close = async () => {
    await boss.stop({ graceful: false }).catch(() => {})
    await pool.end()
  }
  try {
    await boss.start()
  } catch (error) {
    await close()
    throw error
  }
  return { boss, pool, close }
}

/**
 * The queue's own commits need not wait for the disk. What a crash may take from their end is done
 * again, and whatever a job has committed itself makes all that came before it as safe.
 */
function withoutWaiting(url: string): string {
  const own = new URL(url)
  const options = own.searchParams.get('options') ?? ''
  own.searchParams.set('options', `${options} -c synchronous_commit=off`.trim())
  return own.toString()
}

/** Installs or upgrades the queue's tables on a connection that holds the lock of migrations. */
export async function installQueue(client: pg.Client): Promise<void> {
  const boss = new PgBoss({
    db: onClient(client),
    schema: SCHEMA,
    schedule: false,
    supervise: false,
  })
  boss.on('error', () => {})
  await boss.start()
  await boss.stop({ graceful: false })
  // Finds claims that were not renewed, however many jobs wait. To ask costs no lock.
  const { rows } = await client.query(`select to_regclass('${SCHEMA}.penstock_claims') as found`)
  if (rows[0].found) return
  await client.query(
    `create index penstock_claims on ${JOBS_TABLE} (heartbeat_on) where state = 'active'`,
  )
}

/** Lets pg-boss work inside somebody's transaction. */
export const onClient = (client: pg.ClientBase): QueueDb => ({
  executeSql: (text, values) => client.query(text, values),
})

/** A statement of pg-boss may open a transaction of its own; after an error nobody ended it. */
const onPool = (pool: pg.Pool, text: string, values?: unknown[]) =>
  withClient(pool, (client) => client.query(text, values))

/** Brings the queues to what the jobs say. Several processes may do this at once. */
export async function prepareQueues({ boss }: Queue, jobs: Jobs): Promise<void> {
  const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
  if (!known.has(DEAD_QUEUE))
    await boss.createQueue(DEAD_QUEUE, { retentionSeconds: KEEP_WAITING_S })
  for (const [name, job] of Object.entries(jobs)) {
    const wanted = settingsOf(job)
    const queue = known.get(name) as Record<string, unknown> | undefined
    if (!queue) await boss.createQueue(name, wanted)
    else if (Object.entries(wanted).some(([key, value]) => queue[key] !== value)) {
      await boss.updateQueue(name, wanted)
    }
  }
}

const settingsOf = (job: Jobs[string]) => ({
  retryLimit: job.attemptsMax - 1,
  retryDelay: Math.ceil(job.retryDelayS ?? RETRY_DELAY_S),
  retryBackoff: true,
  retryDelayMax: RETRY_DELAY_MAX_S,
  // Ours speaks first; this one is for a process that cannot speak any more.
  expireInSeconds: Math.ceil(timeLimitOf(job)) + 30,
  heartbeatSeconds: HEARTBEAT_S,
  deadLetter: DEAD_QUEUE,
  deleteAfterSeconds: KEEP_DONE_S,
  retentionSeconds: KEEP_WAITING_S,
})

/** One transaction of the worker itself. */
export const inQueueTransaction = <T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> =>
  withClient(pool, async (client) => {
    // A process that froze inside must not keep the others from going on.
    await client.query("begin; set local idle_in_transaction_session_timeout = '5s'")
    const result = await work(client)
    await client.query('commit')
    return result
  })

/** A connection on which something failed is thrown away, and with it what it had begun. */
async function withClient<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  const ignore = () => {} // The running statement gets the error.
  client.on('error', ignore)
  let broken = true
  try {
    const result = await work(client)
    broken = false
    return result
  } finally {
    client.off('error', ignore)
    client.release(broken)
  }
}
