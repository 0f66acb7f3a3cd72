import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Db, Tx } from './database.ts'
import type { Event } from './events.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Outbound } from './outbound.ts'
import type { Secrets } from './secrets.ts'

/** Who does something. It is written into the history with each change. */
export type Actor =
  | { type: 'user'; id: string; name: string }
  | { type: 'key'; id: string; name: string }
  | { type: 'job'; id: string; name: string }
  | { type: 'channel'; id: string; name: string }
  | { type: 'system'; id: null; name: string }
  | { type: 'nobody'; id: null; name: string }

/** Why something is done: the request, job or message that led to it, and their trace. */
export type Cause = {
  requestId?: string
  jobId?: string
  messageId?: string
  /** The row of history that a job follows. */
  eventId?: number
  traceparent?: string
  /** Set on made-up events of the past, such as those of the demo. They start no jobs. */
  seed?: number
}

/** The parts that a process has once; made in `server/runtime.ts`. */
export type Runtime = {
  readonly config: Config
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly outbound: Outbound
  readonly secrets: Secrets
}

/** What a use case receives: the parts of the process, the org that it works for, and who asked. */
export type Ctx = Runtime & {
  readonly orgId: string
  readonly actor: Actor
  readonly permissions: ReadonlySet<string>
  readonly cause: Cause
  /**
   * Writes events into the history, in the same transaction as the change. The dispatcher starts
   * the jobs.
   */
  emit(tx: Tx, ...events: Event[]): Promise<void>
}
