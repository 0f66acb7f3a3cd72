import { sql } from 'kysely'
import type { Actor, Cause, Ctx, Runtime } from './context.ts'
import type { Tx } from './database.ts'

/**
 * Something that happened to a subject. Its `type` is `noun.past_participle`, such as
 * `order.placed`.
 */
export type Event = {
  type: string
  subject: { type: string; id: string }
  data: Record<string, unknown>
  /**
   * The time of the change in the subject's own row, where it has one. Without it, the time of
   * writing.
   */
  at?: Date
}

/** Which jobs follow from which event. */
export type Subscriptions = Readonly<Record<string, readonly string[]>>

type Scope = {
  orgId: string
  actor: Actor
  permissions?: ReadonlySet<string>
  cause?: Cause
}

const NOTHING: ReadonlySet<string> = new Set()

/** The parts of the process, for work in one org and in somebody's name. */
export function scoped(runtime: Runtime, scope: Scope): Ctx {
  const { orgId, actor, permissions = NOTHING, cause = {} } = scope
  return {
    ...runtime,
    orgId,
    actor,
    permissions,
    cause,
    emit: (tx, ...events) => writeHistory(tx, { orgId, actor, cause }, events),
  }
}

/**
 * Writes all events with one statement. The time is read here, while the subject is locked: `now()`
 * would be when the transaction began to wait for that lock.
 */
export async function writeHistory(
  tx: Tx,
  by: { orgId: string; actor: Actor; cause: Cause },
  events: Event[],
): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event) => ({
    type: event.type,
    subject_type: event.subject.type,
    subject_id: event.subject.id,
    data: event.data,
    at: event.at ?? null,
  }))
  await sql`
    insert into history
      (org_id, at, type, subject_type, subject_id, actor_type, actor_id, actor_name, cause, data)
    select ${by.orgId}, coalesce(e.at, clock_timestamp()), e.type, e.subject_type, e.subject_id,
      ${by.actor.type}, ${by.actor.id}, ${by.actor.name}, ${JSON.stringify(by.cause)}::jsonb, e.data
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as e (type text, subject_type text, subject_id text, data json, at timestamptz)
  `.execute(tx)
  await sql`select pg_notify('penstock_history', '')`.execute(tx)
}
