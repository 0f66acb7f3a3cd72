import { sql } from 'kysely'
import type { Actor, Cause, Ctx, Runtime } from './context.ts'
import type { Tx } from './database.ts'

/** Something that happened to a subject. `type` is `noun.past_participle`. */
export type Event = {
  type: string
  subject: { type: string; id: string }
  data: Record<string, unknown>
  /** When the subject's own row says that it changed; without it, when this is written. */
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

/** The same process, working for one org in somebody's name. */
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
 * One statement, however many events: the row costs, not the round trip, are what is paid. The time
 * is read now, inside of the subject's lock; `now()` is when the transaction began to wait for it.
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
