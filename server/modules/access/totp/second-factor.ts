import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { digestOf } from '../digest.ts'
import { AccessProblem } from '../problems.ts'
import { takeRecoveryCode, takeStep } from './store.ts'
import { recoveryCodeOf, stepOf } from './totp.ts'

/** A secret is bound to its person: copied into another row it cannot be opened. */
export const totpPurpose = (userId: string): string => `totp ${userId}`

type Person = { id: string; totpSealed: Buffer | null }

/** Refuses unless the person needs no second factor, or shows one that was never shown before. */
export async function requireSecondFactor(
  ctx: Ctx,
  tx: Tx,
  person: Person,
  code: string | undefined,
): Promise<void> {
  if (!person.totpSealed) return
  if (!code) throw AccessProblem.totp_required()
  const typed = code.replaceAll(' ', '')
  const isTaken = /^\d{6}$/.test(typed)
    ? await takeCode(ctx, tx, person.id, person.totpSealed, typed)
    : await useRecoveryCode(ctx, tx, person.id, typed)
  if (!isTaken) throw AccessProblem.totp_wrong()
}

async function takeCode(ctx: Ctx, tx: Tx, userId: string, sealed: Buffer, code: string) {
  const secret = ctx.secrets.open(sealed, totpPurpose(userId))
  const step = stepOf(secret, code, ctx.clock.now())
  return step !== undefined && (await takeStep(tx, userId, step))
}

async function useRecoveryCode(ctx: Ctx, tx: Tx, userId: string, typed: string) {
  const hash = digestOf(recoveryCodeOf(typed))
  if (!(await takeRecoveryCode(tx, userId, hash, ctx.clock.now()))) return false
  const subject = { type: 'user', id: userId }
  await audit.record(ctx, tx, { action: 'recovery_code.used', subject })
  return true
}
