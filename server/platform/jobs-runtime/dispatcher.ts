import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { JobInsert } from 'pg-boss'
import type { Subscriptions } from '../events.ts'
import type { Jobs } from '../jobs.ts'
import type { Log } from '../log.ts'
import { type Queue, inQueueTransaction, onClient, WORK_CHANNEL } from './queue.ts'
import { buryUnknown } from './bury.ts'
import { JOB_REQUESTED, type JobRequest } from './enqueue.ts'
import { type Envelope, idOfEvent, idOfKey } from './envelope.ts'
import type { Meters } from './meters.ts'
import {
  ageSome,
  beginAnew,
  type HistoryRow,
  isFromTheFuture,
  movePosition,
  readEvents,
  readPosition,
  somethingWaits,
  tryLock,
} from './positions.ts'

/**
 * The result of a pass: `more` events are waiting, `some` were dispatched, or the reason why there
 * was nothing to do.
 */
export type Pass = 'more' | 'some' | 'nothing' | 'blocked' | 'busy'

export type Dispatcher = { wake(): void; stop(): Promise<void> }

type Parts = { queue: Queue; jobs: Jobs; subscriptions: Subscriptions; log: Log; meters: Meters }

const BATCH = 500
const POLL_MS = 1_000
/** Under load, this pause gathers events, so that a transaction is paid for once for a batch. */
const BREATH_MS = 3
const BLOCKED_FIRST_MS = 2
const BLOCKED_MAX_MS = 100

/** Follows the history until it is stopped. Any number of processes may do so; they take turns. */
export function startDispatcher(parts: Parts): Dispatcher {
  const stopping = new AbortController()
  let bell = new AbortController()
  const sleep = async (ms: number, deaf = false) => {
    const { signal } = deaf ? stopping : bell
    await wait(ms, undefined, { signal }).catch(() => {})
  }
  const follow = async () => {
    let recovered = false
    let failing = false
    let blockedMs = BLOCKED_FIRST_MS
    while (!stopping.signal.aborted) {
      bell = new AbortController()
      try {
        recovered ||= await recover(parts.queue.pool)
        const result = await dispatchOnce(parts)
        failing = false
        blockedMs =
          result === 'blocked' ? Math.min(blockedMs * 2, BLOCKED_MAX_MS) : BLOCKED_FIRST_MS
        if (result === 'some') await sleep(BREATH_MS, true)
        else if (result === 'blocked') await sleep(blockedMs)
        else if (result !== 'more') await sleep(POLL_MS)
      } catch (error) {
        if (!failing) parts.log.warn({ err: error }, 'dispatcher_failing')
        failing = true
        await sleep(POLL_MS, true)
      }
    }
  }
  const following = follow()
  return {
    wake: () => bell.abort(),
    stop: async () => {
      stopping.abort()
      bell.abort()
      await following
    },
  }
}

/** Creates the jobs of the next events and moves the position, in one transaction. */
export async function dispatchOnce(parts: Omit<Parts, 'log'>): Promise<Pass> {
  const types = [JOB_REQUESTED, ...Object.keys(parts.subscriptions)]
  let count = 0
  const result = await inQueueTransaction(parts.queue.pool, async (client): Promise<Pass> => {
    if (!(await tryLock(client))) return 'busy'
    const position = await readPosition(client)
    const events = await readEvents(client, position, { types, limit: BATCH })
    const last = events.at(-1)
    if (!last) return (await somethingWaits(client, position)) ? 'blocked' : 'nothing'

    await makeJobs(client, parts, events)
    await movePosition(client, position, last)
    count = events.length
    return count === BATCH ? 'more' : 'some'
  })
  parts.meters.dispatched.inc(count)
  return result
}

async function makeJobs(
  client: pg.ClientBase,
  { queue, jobs, subscriptions }: Omit<Parts, 'log'>,
  events: HistoryRow[],
): Promise<void> {
  const byQueue = new Map<string, Map<string, JobInsert>>()
  for (const event of events) {
    for (const { name, id, data, startAfter } of jobsOf(event, subscriptions)) {
      if (!Object.hasOwn(jobs, name)) {
        await buryUnknown(client, name, data)
        continue
      }
      const inserts = byQueue.get(name) ?? new Map<string, JobInsert>()
      byQueue.set(name, inserts)
      // Of several jobs asked for with the same key, the first one counts.
      if (!inserts.has(id)) inserts.set(id, { id, data, ...(startAfter && { startAfter }) })
    }
  }
  if (byQueue.size === 0) return
  for (const [name, inserts] of byQueue) {
    await queue.boss.insert(name, [...inserts.values()], { db: onClient(client) })
  }
  await client.query('select pg_notify($1, $2)', [WORK_CHANNEL, namesFor([...byQueue.keys()])])
}

type Made = { name: string; id: string; data: Envelope; startAfter?: string | undefined }

function jobsOf(event: HistoryRow, subscriptions: Subscriptions): Made[] {
  const { orgId } = event
  if (event.cause['seed'] !== undefined) return []
  const cause = { ...event.cause, eventId: event.id }
  if (event.type === JOB_REQUESTED) {
    const { payload, startAfter, key } = event.data as JobRequest
    const name = event.subjectId
    const id = key === undefined ? idOfEvent(event.id) : idOfKey(orgId, name, key)
    return [{ name, id, data: { orgId, cause, payload }, startAfter }]
  }
  const names = Object.hasOwn(subscriptions, event.type) ? subscriptions[event.type]! : []
  const data = { orgId, cause, payload: event.data }
  return names.map((name) => ({ name, id: idOfEvent(event.id), data }))
}

/** The payload of the notification holds 8,000 bytes; an empty one wakes all workers. */
const namesFor = (names: string[]): string => {
  const words = names.join(',')
  return words.length < 7_000 ? words : ''
}

/**
 * Repairs the positions after a restore. Only the process that holds the lock does; the others look
 * again later.
 */
export async function recover(pool: pg.Pool, agedAtOnce = AGED_AT_ONCE): Promise<boolean> {
  const isRecovered = await inQueueTransaction(pool, async (client) => {
    if (!(await tryLock(client))) return false
    if (await isFromTheFuture(client)) await beginAnew(client)
    return true
  })
  if (!isRecovered) return false
  while ((await inQueueTransaction(pool, (client) => ageSome(client, agedAtOnce))) > 0);
  return true
}

const AGED_AT_ONCE = 10_000
