import type { Runtime } from '../context.ts'
import type { Subscriptions } from '../events.ts'
import type { Jobs } from '../jobs.ts'
import { createListener, type Listener } from '../listener.ts'
import { type Queue, DEAD_QUEUE, openQueue, prepareQueues, WORK_CHANNEL } from './queue.ts'
import { bury } from './bury.ts'
import { queuesWithWork, renew, rescue } from './claims.ts'
import { prepareCron, tick } from './cron.ts'
import { startDispatcher } from './dispatcher.ts'
import { every } from './every.ts'
import { housekeeping } from './housekeeping.ts'
import { metersOf } from './meters.ts'
import { readLag } from './positions.ts'
import { readDepths } from './queue-states.ts'
import { Runner } from './runner.ts'

export type WorkerParts = {
  jobs: Jobs
  subscriptions: Subscriptions
  /** The address of PostgreSQL itself, not of a pooler. */
  directUrl: string
  /** The listener of the process; without it the worker opens its own. */
  listener?: Listener
}

export type Worker = {
  start(): Promise<void>
  /**
   * Running jobs may finish within the time limit. Those that do not are given back to the queue.
   */
  stop(options: { timeoutMs: number }): Promise<{ handedBack: number }>
}

const HISTORY_CHANNEL = 'penstock_history'
const LOOK_MS = 1_000
const RENEW_MS = 2_000
const RESCUE_MS = 2_000
/** The time to give jobs back and close connections, after the time limit for the jobs. */
const GRACE_MS = 900

/** Turns events into jobs and runs them. Any number of processes may do so on one database. */
export function createWorker(runtime: Runtime, parts: WorkerParts): Worker {
  let running: Promise<Running> | undefined
  return {
    async start() {
      running ??= startAll(runtime, parts)
      await running
    },
    async stop({ timeoutMs }) {
      const worker = await running?.catch(() => undefined)
      running = undefined
      return { handedBack: worker ? await stopAll(worker, runtime, timeoutMs) : 0 }
    },
  }
}

type Stoppable = { stop(): Promise<void> }

type Running = {
  queue: Queue
  runners: Runner[]
  activities: Stoppable[]
  /** Stopped last, so that running jobs are not taken for lost. */
  renewal: Stoppable
}

async function startAll(runtime: Runtime, parts: WorkerParts): Promise<Running> {
  const jobs: Jobs = { ...housekeeping, ...parts.jobs }
  const queue = await openQueue(parts.directUrl, runtime.log)
  try {
    await prepareQueues(queue, jobs)
    await prepareCron(queue, jobs)
  } catch (error) {
    await queue.close()
    throw error
  }
  return begin(runtime, { ...parts, jobs }, queue)
}

function begin(runtime: Runtime, parts: WorkerParts, queue: Queue): Running {
  const { log } = runtime
  const { jobs } = parts
  const meters = metersOf(runtime.metrics)
  meters.readings = { depths: () => readDepths(queue.pool), lag: () => readLag(queue.pool) }
  const bringOut = async () => {
    for (const { job, count } of await bury(queue.pool)) meters.dead.inc({ job }, count)
  }
  const died = () => void bringOut().catch(() => {}) // The next look tries again.
  const runners = Object.entries(jobs).map(
    (entry) => new Runner({ queue, runtime, meters, died }, entry),
  )
  const look = async () => {
    const names = await queuesWithWork(queue.pool, [DEAD_QUEUE, ...Object.keys(jobs)])
    if (names.includes(DEAD_QUEUE)) await bringOut()
    wake(runners, names)
  }
  const dispatcher = startDispatcher({ ...parts, queue, log, meters })
  const activities = [
    dispatcher,
    listen(parts, runtime, { runners, dispatcher }),
    every(LOOK_MS, 'look', log, look),
    every(LOOK_MS, 'cron', log, () => tick(queue, jobs)),
    every(RESCUE_MS, 'rescue', log, () => rescue(queue)),
  ]
  const renewal = every(RENEW_MS, 'renew', log, () => renewAll(queue, runners))
  return { queue, runners, activities, renewal }
}

function wake(runners: Runner[], names: string[]): void {
  for (const runner of runners) if (names.includes(runner.name)) runner.wake()
}

/** After the connection was away, all runners are woken, as notifications may have been missed. */
function listen(
  parts: WorkerParts,
  { log }: Runtime,
  { runners, dispatcher }: { runners: Runner[]; dispatcher: { wake(): void } },
): { stop(): Promise<void> } {
  const listener = parts.listener ?? createListener(parts.directUrl, { log })
  const ends = [
    listener.listen(HISTORY_CHANNEL, () => dispatcher.wake()),
    listener.listen(WORK_CHANNEL, (payload) =>
      wake(runners, payload ? payload.split(',') : runners.map(({ name }) => name)),
    ),
  ]
  return {
    async stop() {
      for (const end of ends) end()
      if (!parts.listener) await listener.close()
    },
  }
}

async function renewAll({ pool }: Queue, runners: Runner[]): Promise<void> {
  const held = runners.map((runner) => ({ name: runner.name, claims: runner.held() }))
  const lost = await renew(pool, held)
  for (const { name, claims } of lost) {
    runners.find((runner) => runner.name === name)!.lose(claims, 'The claim was lost.')
  }
}

/**
 * Stops everything, but does not wait much longer than the time limit for a database that does not
 * answer.
 */
async function stopAll(worker: Running, { log }: Runtime, timeoutMs: number): Promise<number> {
  const { queue, runners, activities, renewal } = worker
  const unreachable = (error: unknown) => log.warn({ err: error }, 'queue_unreachable')
  const all = <T>(work: (runner: Runner) => Promise<T>) => Promise.all(runners.map(work))
  const drained = async () => {
    await all((runner) => runner.drain().catch(unreachable))
    await Promise.all(activities.map((activity) => activity.stop()))
    await all((runner) => runner.idle())
  }
  await within(timeoutMs, drained().catch(unreachable))

  let handedBack = 0
  const closed = async () => {
    const counts = await all((runner) => runner.abandon())
    handedBack = counts.reduce((sum, count) => sum + count, 0)
    await renewal.stop()
    await queue.close()
  }
  await within(GRACE_MS, closed().catch(unreachable))
  return handedBack
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, over]).finally(() => clearTimeout(timer))
}
