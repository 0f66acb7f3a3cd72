import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { Language } from '../contract.ts'
import { tables } from '../tables.ts'

export type Credentials = {
  id: string
  email: string
  name: string
  passwordHash: string | null
  passwordChangeDue: boolean
  language: Language | null
  emailVerifiedAt: Date | null
  totpSealed: Buffer | null
  /** The org in which a new session begins: the first that the person has joined. */
  orgId: string
}

/** Whoever belongs to no org any more has nothing to sign in to. */
export async function findCredentials(db: Db, email: string): Promise<Credentials | undefined> {
  const { rows } = await sql<Credentials>`
    select u.id, u.email, u.name, u.language, u.password_hash as "passwordHash",
      u.password_change_due as "passwordChangeDue", u.email_verified_at as "emailVerifiedAt",
      u.totp_sealed as "totpSealed", m.org_id as "orgId"
    from users u
    cross join lateral (
      select org_id from memberships
      where user_id = u.id and deactivated_at is null
      order by created_at, org_id limit 1
    ) m
    where u.email = ${email}
  `.execute(db)
  return rows[0]
}

/**
 * Whether the password that was checked is still theirs. It stays so until the end: a change waits,
 * and then finds the session that begins here among those that it ends.
 */
export async function holdPassword(tx: Tx, person: Credentials): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('users')
    .select('id')
    .where('id', '=', person.id)
    .where('password_hash', '=', person.passwordHash)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row !== undefined
}

export type NewSession = {
  id: string
  userId: string
  orgId: string
  kind: 'cookie' | 'token'
  tokenHash: Buffer | null
  ip: string
  userAgent: string
  now: Date
  expiresAt: Date
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tables(tx)
    .insertInto('sessions')
    .values({
      id: session.id,
      user_id: session.userId,
      current_org_id: session.orgId,
      kind: session.kind,
      token_hash: session.tokenHash,
      ip: session.ip,
      user_agent: session.userAgent,
      created_at: session.now,
      last_seen_at: session.now,
      expires_at: session.expiresAt,
      revoked_at: null,
    })
    .execute()
}

export type LiveSession = {
  id: string
  userId: string
  userName: string
  orgId: string
  kind: 'cookie' | 'token'
  lastSeenAt: Date
  expiresAt: Date
  permissions: string[]
}

/** A session lives while it is not revoked or over, and its person belongs to its org. */
export async function findLiveSession(
  db: Db,
  by: { id: string } | { tokenHash: Buffer },
  now: Date,
): Promise<LiveSession | undefined> {
  const match = 'id' in by ? sql`s.id = ${by.id}` : sql`s.token_hash = ${by.tokenHash}`
  const { rows } = await sql<LiveSession>`
    select s.id, s.user_id as "userId", u.name as "userName", s.current_org_id as "orgId", s.kind,
      s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt", r.permissions
    from sessions s
    join users u on u.id = s.user_id
    join memberships m on m.org_id = s.current_org_id and m.user_id = s.user_id
    join roles r on r.org_id = m.org_id and r.id = m.role_id
    where ${match} and s.revoked_at is null and s.expires_at > ${now}
      and m.deactivated_at is null
  `.execute(db)
  return rows[0]
}

export async function touchSession(db: Db, id: string, now: Date): Promise<void> {
  await tables(db).updateTable('sessions').set({ last_seen_at: now }).where('id', '=', id).execute()
}

export async function moveSession(tx: Tx, id: string, orgId: string): Promise<void> {
  await tables(tx)
    .updateTable('sessions')
    .set({ current_org_id: orgId })
    .where('id', '=', id)
    .execute()
}

/** Ends the sessions of one person, or some of them; gives back how many still lived. */
export async function revokeSessions(
  tx: Tx,
  which: { userId: string; id?: string; inOrg?: string; except?: string | undefined },
  now: Date,
): Promise<number> {
  let query = tables(tx)
    .updateTable('sessions')
    .set({ revoked_at: now })
    .where('user_id', '=', which.userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
  if (which.id) query = query.where('id', '=', which.id)
  if (which.inOrg) query = query.where('current_org_id', '=', which.inOrg)
  if (which.except) query = query.where('id', '!=', which.except)
  const { numUpdatedRows } = await query.executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Newest first. */
export function listSessions(
  db: Db,
  userId: string,
  page: { after?: string | undefined; limit: number },
  now: Date,
) {
  let query = tables(db)
    .selectFrom('sessions')
    .select(['id', 'kind', 'ip', 'user_agent as userAgent', 'created_at as createdAt'])
    .select(['last_seen_at as lastSeenAt', 'expires_at as expiresAt'])
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
  if (page.after) query = query.where('id', '<', page.after)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

export async function insertRefreshToken(tx: Tx, hash: Buffer, sessionId: string, now: Date) {
  await tables(tx)
    .insertInto('refresh_tokens')
    .values({ hash, session_id: sessionId, created_at: now, used_at: null })
    .execute()
}

/** The statement decides which of several callers has the token; the others find it used. */
export async function takeRefreshToken(
  tx: Tx,
  hash: Buffer,
  now: Date,
): Promise<string | undefined> {
  const row = await tables(tx)
    .updateTable('refresh_tokens')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('session_id as sessionId')
    .executeTakeFirst()
  return row?.sessionId
}

/** The session of a refresh token that has been used before, and whose it is. */
export function findUsedRefreshToken(tx: Tx, hash: Buffer) {
  return tables(tx)
    .selectFrom('refresh_tokens')
    .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['sessions.id as sessionId', 'sessions.current_org_id as orgId'])
    .select(['users.id as userId', 'users.name as userName'])
    .where('refresh_tokens.hash', '=', hash)
    .where('refresh_tokens.used_at', 'is not', null)
    .executeTakeFirst()
}

/** The org whose log tells of what concerns a person and no org in particular. */
export async function findHomeOrg(db: Db, userId: string): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('memberships')
    .select('org_id as orgId')
    .where('user_id', '=', userId)
    .where('deactivated_at', 'is', null)
    .orderBy('created_at')
    .orderBy('org_id')
    .limit(1)
    .executeTakeFirst()
  return row?.orgId
}
