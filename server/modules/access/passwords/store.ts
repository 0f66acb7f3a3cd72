import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'

type Count = { count: number; since: Date }

/** Adds one and says how many there are now. Whoever is over the limit is rolled back. */
export async function countAttempt(
  tx: Tx,
  limit: { key: string; max: number; windowMs: number; since: 'pause' | 'first' },
  now: Date,
): Promise<Count> {
  const begins = new Date(now.getTime() - limit.windowMs)
  const moves = limit.since === 'pause'
  const { rows } = await sql<Count>`
    insert into attempts as a (key, count, since) values (${limit.key}, 1, ${now})
    on conflict (key) do update set
      count = case when a.since <= ${begins} then 1 else a.count + 1 end,
      since = case when a.since <= ${begins} or (${moves} and a.count < ${limit.max})
        then ${now} else a.since end
    returning count, since
  `.execute(tx)
  return rows[0]!
}

export async function forgiveAttempt(tx: Tx, key: string): Promise<void> {
  await sql`update attempts set count = count - 1 where key = ${key} and count > 0`.execute(tx)
}

export async function resetAttempts(tx: Tx, key: string): Promise<void> {
  await tables(tx).deleteFrom('attempts').where('key', '=', key).execute()
}

export async function isKnownAddress(db: Db, email: string, address: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('known_addresses')
    .innerJoin('users', 'users.id', 'known_addresses.user_id')
    .select('known_addresses.user_id')
    .where('users.email', '=', email)
    .where('known_addresses.address', '=', address)
    .executeTakeFirst()
  return row !== undefined
}

export async function rememberAddress(tx: Tx, userId: string, address: string, now: Date) {
  await tables(tx)
    .insertInto('known_addresses')
    .values({ user_id: userId, address, seen_at: now })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'address']).doUpdateSet({ seen_at: now }),
    )
    .execute()
}

export async function savePassword(
  tx: Tx,
  userId: string,
  change: { passwordHash: string; due: boolean },
): Promise<void> {
  await tables(tx)
    .updateTable('users')
    .set({ password_hash: change.passwordHash, password_change_due: change.due })
    .where('id', '=', userId)
    .execute()
}

export async function insertReset(
  tx: Tx,
  reset: { hash: Buffer; userId: string; mailed: boolean; now: Date; expiresAt: Date },
): Promise<void> {
  const { hash, userId, mailed, now, expiresAt } = reset
  await tables(tx)
    .insertInto('password_resets')
    .values({
      hash,
      user_id: userId,
      mailed,
      created_at: now,
      expires_at: expiresAt,
      used_at: null,
    })
    .execute()
}

export async function findReset(db: Db, hash: Buffer, now: Date) {
  return tables(db)
    .selectFrom('password_resets')
    .innerJoin('users', 'users.id', 'password_resets.user_id')
    .select(['users.id as userId', 'users.email', 'users.name', 'password_resets.mailed'])
    .where('password_resets.hash', '=', hash)
    .where('password_resets.used_at', 'is', null)
    .where('password_resets.expires_at', '>', now)
    .executeTakeFirst()
}

/** Only one caller is told `true`. */
export async function takeReset(tx: Tx, hash: Buffer, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('password_resets')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Every other link of this person, which may lie in a mailbox that somebody else reads. */
export async function endResets(tx: Tx, userId: string, now: Date): Promise<void> {
  await endOf(tx, userId, now).execute()
}

/** What somebody of one org gave out for this person must not open another org, too. */
export async function endHandedOut(tx: Tx, userId: string, now: Date): Promise<void> {
  await endOf(tx, userId, now).where('mailed', '=', false).execute()
}

const endOf = (tx: Tx, userId: string, now: Date) =>
  tables(tx)
    .updateTable('password_resets')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)

/** The link came back from the mailbox, so the mailbox is theirs. */
export async function verifyEmail(tx: Tx, userId: string, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('users')
    .set({ email_verified_at: now })
    .where('id', '=', userId)
    .where('email_verified_at', 'is', null)
    .execute()
}
