import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { Entry, Head } from './entry.ts'
import { tables } from './tables.ts'

/**
 * Takes the end of the org's chain until the transaction ends: its writers take turns. The time
 * is read inside of the turn, so that times do not run against the order of the chain.
 */
export async function lockHead(tx: Tx, orgId: string): Promise<(Head & { at: Date }) | undefined> {
  return tables(tx)
    .selectFrom('audit_heads')
    .select(['seq', 'hash', sql<Date>`clock_timestamp()::timestamptz(3)`.as('at')])
    .where('org_id', '=', orgId)
    .forUpdate()
    .executeTakeFirst()
}

/** Adds the end of a chain that has no entry yet, so that its first writer can lock it. */
export async function insertHead(tx: Tx, orgId: string, head: Head): Promise<void> {
  await tables(tx)
    .insertInto('audit_heads')
    .values({ org_id: orgId, ...head, end_sealed: new Uint8Array() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Adds the entry and moves the end of the chain to it. */
export async function append(
  tx: Tx,
  entry: Entry,
  previousHash: Uint8Array,
  { hash, end }: { hash: Uint8Array; end: Uint8Array },
): Promise<void> {
  const { orgId, seq, before, after, cause } = entry
  await sql`
    with moved as (
      update audit_heads set seq = ${seq}, hash = ${hash}, end_sealed = ${end}
      where org_id = ${orgId}
    )
    insert into audit_log (org_id, seq, at, actor_type, actor_id, actor_name, action,
      subject_type, subject_id, before, after, cause, previous_hash, hash)
    values (${orgId}, ${seq}, ${entry.at}, ${entry.actorType}, ${entry.actorId},
      ${entry.actorName}, ${entry.action}, ${entry.subjectType}, ${entry.subjectId},
      ${jsonb(before)}, ${jsonb(after)}, ${jsonb(cause)}, ${previousHash}, ${hash})
  `.execute(tx)
}

const jsonb = (value: unknown) => (value === null ? null : sql`${JSON.stringify(value)}::jsonb`)

export type Filter = {
  actorId?: string | undefined
  action?: string | undefined
  subjectType?: string | undefined
  subjectId?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

export type Position = { at: Date; seq: number }

const COLUMNS = [
  ...(['seq', 'at', 'action', 'before', 'after', 'cause'] as const),
  ...(['actor_type as actorType', 'actor_id as actorId', 'actor_name as actorName'] as const),
  ...(['subject_type as subjectType', 'subject_id as subjectId'] as const),
] as const

/** Newest first. */
export function listEntries(
  db: Db,
  orgId: string,
  filter: Filter,
  page: { after?: Position | undefined; limit: number },
): Promise<Omit<Entry, 'orgId'>[]> {
  const { after, limit } = page
  let query = tables(db).selectFrom('audit_log').select(COLUMNS).where('org_id', '=', orgId)

  if (filter.actorId) query = query.where('actor_id', '=', filter.actorId)
  if (filter.action) query = query.where('action', '=', filter.action)
  if (filter.subjectType) query = query.where('subject_type', '=', filter.subjectType)
  if (filter.subjectId) query = query.where('subject_id', '=', filter.subjectId)
  if (filter.from) query = query.where('at', '>=', filter.from)
  if (filter.to) query = query.where('at', '<', filter.to)
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('at', 'seq'), '<', tuple(after.at, after.seq)),
    )
  }
  return query.orderBy('at', 'desc').orderBy('seq', 'desc').limit(limit).execute()
}

/** The end of a chain as it is stored; its fields are null where somebody has deleted the row. */
export type StoredHead = {
  orgId: string
  seq: number | null
  hash: Uint8Array | null
  end: Uint8Array | null
}

/** The ends of all chains, also of those of which only the end or only entries are left. */
export async function listHeads(tx: Tx): Promise<StoredHead[]> {
  const { rows } = await sql<StoredHead>`
    /* across orgs */
    select orgs.org_id as "orgId", h.seq, h.hash, h.end_sealed as end
    from (select org_id from audit_heads union select org_id from audit_log) as orgs
      left join audit_heads as h using (org_id)
    order by orgs.org_id
  `.execute(tx)
  return rows
}

export type StoredEntry = Omit<Entry, 'orgId'> & { previousHash: Uint8Array; hash: Uint8Array }

/** The next entries of a chain, in its order. */
export function readChain(
  tx: Tx,
  orgId: string,
  page: { afterSeq: number; limit: number },
): Promise<StoredEntry[]> {
  return tables(tx)
    .selectFrom('audit_log')
    .select([...COLUMNS, 'previous_hash as previousHash', 'hash'])
    .where('org_id', '=', orgId)
    .where('seq', '>', page.afterSeq)
    .orderBy('seq')
    .limit(page.limit)
    .execute()
}
