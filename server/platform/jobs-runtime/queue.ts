import type pg from 'pg'
import { type Db as QueueDb, PgBoss } from 'pg-boss'
import { openDatabase } from '../database.ts'
import type { Jobs } from '../jobs.ts'
import type { Log } from '../log.ts'

/**
 * The schema of the queue's tables. pg-boss fixes the names in it, so its version is pinned
 * exactly.
 */
export const SCHEMA = 'penstock_jobs'
export const JOBS_TABLE = `${SCHEMA}.job_common`

/**
 * The queue into which pg-boss puts jobs that failed too often. From there they move to our table
 * `dead_letters`.
 */
export const DEAD_QUEUE = 'dead_letters'

/**
 * The channel of notifications with the names of queues that have new work, separated by commas.
 */
export const WORK_CHANNEL = 'penstock_jobs'

/** A claim that was not renewed for this long belongs to a worker that is gone. */
export const LOST_AFTER_S = 8

/**
 * The time after which pg-boss itself gives up a claim, at its minimum. We notice earlier, and do
 * not wait for its retry.
 */
const HEARTBEAT_S = 10

const CONCURRENCY = 10
const TIME_LIMIT_S = 60
const RETRY_DELAY_S = 5
const RETRY_DELAY_MAX_S = 3_600
const KEEP_DONE_S = 600
// Waiting jobs are never thrown away, but pg-boss needs a number.
const KEEP_WAITING_S = 10 * 365 * 86_400

export const concurrencyOf = ({ concurrency = CONCURRENCY }: Jobs[string]) => concurrency
export const timeLimitOf = ({ timeLimitS = TIME_LIMIT_S }: Jobs[string]) => timeLimitS

export type Queue = { boss: PgBoss; pool: pg.Pool; close(): Promise<void> }

/** Opens the queue with its own connections, so that busy requests cannot starve the worker. */
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
 * Makes the queue's own commits not wait for the disk. If a crash loses the last of them, those
 * jobs run again. A job's own commit makes all earlier ones durable as well.
 */
function withoutWaiting(url: string): string {
  const own = new URL(url)
  const options = own.searchParams.get('options') ?? ''
  own.searchParams.set('options', `${options} -c synchronous_commit=off`.trim())
  return own.toString()
}

/** Installs or upgrades the queue's tables, on the connection that holds the lock of migrations. */
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
  // An index to find claims that were not renewed, however many jobs wait. Checking for it takes no
  // lock.
  const { rows } = await client.query(`select to_regclass('${SCHEMA}.penstock_claims') as found`)
  if (rows[0].found) return
  await client.query(
    `create index penstock_claims on ${JOBS_TABLE} (heartbeat_on) where state = 'active'`,
  )
}

/** Lets pg-boss work inside the transaction of this connection. */
export const onClient = (client: pg.ClientBase): QueueDb => ({
  executeSql: (text, values) => client.query(text, values),
})

/** A statement of pg-boss may open a transaction of its own, which stays open after an error. */
const onPool = (pool: pg.Pool, text: string, values?: unknown[]) =>
  withClient(pool, (client) => client.query(text, values))

/** Creates or updates the queues of the jobs. Several processes may do so at once. */
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
  // Our own time limit acts first; this one is for a process that cannot act any more.
  expireInSeconds: Math.ceil(timeLimitOf(job)) + 30,
  heartbeatSeconds: HEARTBEAT_S,
  deadLetter: DEAD_QUEUE,
  deleteAfterSeconds: KEEP_DONE_S,
  retentionSeconds: KEEP_WAITING_S,
})

/** Runs a transaction of the worker itself. */
export const inQueueTransaction = <T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> =>
  withClient(pool, async (client) => {
    // A process that is frozen in a transaction must not block the others.
    await client.query("begin; set local idle_in_transaction_session_timeout = '5s'")
    const result = await work(client)
    await client.query('commit')
    return result
  })

/** After an error the connection is closed, and with it whatever it had begun. */
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
