import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Db, Tx } from './database.ts'
import type { Event } from './events.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Outbound } from './outbound.ts'
import type { Secrets } from './secrets.ts'

/** Who does something: it stands in the history of whatever was changed. */
export type Actor =
  | { type: 'user'; id: string; name: string }
  | { type: 'key'; id: string; name: string }
  | { type: 'job'; id: string; name: string }
  | { type: 'channel'; id: string; name: string }
  | { type: 'system'; id: null; name: string }
  | { type: 'nobody'; id: null; name: string }

/** What led to it: the request, job or message, and the trace that they are part of. */
export type Cause = {
  requestId?: string
  jobId?: string
  messageId?: string
  /** The row of history that a job follows. */
  eventId?: number
  traceparent?: string
  /** Set where events are made up, as if they had happened long ago: no job follows from them. */
  seed?: number
}

/** What one process has; made once in `app.ts`. */
export type Runtime = {
  readonly config: Config
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly outbound: Outbound
  readonly secrets: Secrets
}

/** What a use case gets: the process's parts, and for whom and by whom it works. */
export type Ctx = Runtime & {
  readonly orgId: string
  readonly actor: Actor
  readonly permissions: ReadonlySet<string>
  readonly cause: Cause
  /** Writes one row of history in the transaction of the fact; the dispatcher does the rest. */
  emit(tx: Tx, ...events: Event[]): Promise<void>
}
