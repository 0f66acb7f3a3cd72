import { sql } from 'kysely'
import type { Db } from '../database.ts'

/** Identifies a request. The keys of different callers and routes are independent. */
export type KeyOwner = { orgId: string; actor: string; route: string; key: string }

export type KeptAnswer = {
  status: number
  headers: Record<string, string>
  body: Uint8Array | null
}

export type KnownKey = { requestHash: Buffer; answer: KeptAnswer | null }

/**
 * Takes the key for this request. One statement decides between two requests at the same time. An
 * expired lease belongs to a process that died; it is taken over, but only by the same request.
 */
export async function claimKey(
  db: Db,
  owner: KeyOwner,
  claim: { requestHash: Uint8Array; leaseId: string; leaseMs: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into idempotency_keys
      (org_id, actor, route, key, request_hash, lease_id, leased_until)
    values (
      ${owner.orgId}, ${owner.actor}, ${owner.route}, ${owner.key},
      ${claim.requestHash}, ${claim.leaseId}, now() + ${claim.leaseMs} * interval '1 ms'
    )
    on conflict (org_id, actor, route, key) do update
      set lease_id = excluded.lease_id, leased_until = excluded.leased_until
      where idempotency_keys.status is null
        and idempotency_keys.leased_until < now()
        and idempotency_keys.request_hash = excluded.request_hash
    returning lease_id
  `.execute(db)
  return rows.length > 0
}

export async function findKey(db: Db, owner: KeyOwner): Promise<KnownKey | undefined> {
  const { rows } = await sql<{ requestHash: Buffer } & (KeptAnswer | { status: null })>`
    select request_hash as "requestHash", status, headers, body from idempotency_keys
    where org_id = ${owner.orgId} and actor = ${owner.actor} and route = ${owner.route}
      and key = ${owner.key}
  `.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { requestHash, ...answer } = row
  return { requestHash, answer: answer.status === null ? null : answer }
}

export async function keepAnswer(
  db: Db,
  owner: KeyOwner,
  leaseId: string,
  { status, headers, body }: KeptAnswer,
): Promise<void> {
  await sql`
    update idempotency_keys
    set status = ${status}, headers = ${JSON.stringify(headers)}::jsonb, body = ${body}
    where org_id = ${owner.orgId} and actor = ${owner.actor} and route = ${owner.route}
      and key = ${owner.key} and lease_id = ${leaseId}
  `.execute(db)
}

/** Releases the key when the work was not done, so that the next request with it may try again. */
export async function releaseKey(db: Db, owner: KeyOwner, leaseId: string): Promise<void> {
  await sql`
    delete from idempotency_keys
    where org_id = ${owner.orgId} and actor = ${owner.actor} and route = ${owner.route}
      and key = ${owner.key} and lease_id = ${leaseId}
  `.execute(db)
}

const DELETED_AT_ONCE = 5_000

/**
 * Deletes old keys, for a daily job. Works in pieces so that nobody waits for a lock, and gives the
 * number of deleted keys.
 */
export async function forgetIdempotencyKeys(db: Db, before: Date): Promise<number> {
  let total = 0
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      /* across orgs */ delete from idempotency_keys
      where ctid in (
        select ctid from idempotency_keys where created_at < ${before} limit ${DELETED_AT_ONCE}
      )
    `.execute(db)
    total += Number(numAffectedRows)
    if (numAffectedRows < DELETED_AT_ONCE) return total
  }
}
