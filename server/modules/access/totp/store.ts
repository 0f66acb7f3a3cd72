import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'

export function findTotp(db: Db, userId: string) {
  return tables(db)
    .selectFrom('users')
    .select(['id', 'email', 'name', 'password_hash as passwordHash'])
    .select(['totp_sealed as totpSealed', 'totp_pending_sealed as pendingSealed'])
    .where('id', '=', userId)
    .executeTakeFirst()
}

export async function savePendingTotp(tx: Tx, userId: string, sealed: Buffer): Promise<void> {
  await tables(tx)
    .updateTable('users')
    .set({ totp_pending_sealed: sealed })
    .where('id', '=', userId)
    .execute()
}

/** Switches on only the very secret whose code was shown. */
export async function turnTotpOn(
  tx: Tx,
  userId: string,
  totp: { pending: Buffer; sealed: Buffer; step: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('users')
    .set({ totp_sealed: totp.sealed, totp_pending_sealed: null, totp_step: totp.step })
    .where('id', '=', userId)
    .where('totp_pending_sealed', '=', totp.pending)
    .where('totp_sealed', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function turnTotpOff(tx: Tx, userId: string): Promise<boolean> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('users')
    .set({ totp_sealed: null, totp_pending_sealed: null, totp_step: null })
    .where('id', '=', userId)
    .where('totp_sealed', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteRecoveryCodes(tx: Tx, userId: string): Promise<void> {
  await tables(tx).deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
}

/** The statement itself uses the code up: of two who show it at once, one gets in. */
export async function takeStep(tx: Tx, userId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('users')
    .set({ totp_step: step })
    .where('id', '=', userId)
    .where('totp_sealed', 'is not', null)
    .where((eb) => eb.or([eb('totp_step', 'is', null), eb('totp_step', '<', step)]))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function insertRecoveryCodes(tx: Tx, userId: string, hashes: Buffer[]): Promise<void> {
  await tables(tx)
    .insertInto('recovery_codes')
    .values(hashes.map((hash) => ({ user_id: userId, hash, used_at: null })))
    .execute()
}

export async function takeRecoveryCode(
  tx: Tx,
  userId: string,
  hash: Buffer,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('recovery_codes')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
