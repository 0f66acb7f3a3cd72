import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { digestOf } from '../digest.ts'
import { requirePassword } from '../passwords/require-password.ts'
import { AccessProblem } from '../problems.ts'
import { personOf } from '../sessions/person-of.ts'
import { totpPurpose } from './second-factor.ts'
import {
  deleteRecoveryCodes,
  findTotp,
  insertRecoveryCodes,
  savePendingTotp,
  turnTotpOff,
  turnTotpOn,
} from './store.ts'
import { describeTotp, newRecoveryCodes, newTotpSecret, stepOf } from './totp.ts'

/**
 * Gives a secret to put into an authenticator. It counts only once a code of it was shown. Needs
 * the password: whoever found an open screen must not lock its person out.
 */
export async function startTotp(
  ctx: Ctx,
  command: { password: string; ip: string },
): Promise<{ url: string; secret: string }> {
  const person = await getPerson(ctx)
  if (person.totpSealed) throw AccessProblem.totp_already_on()
  await requirePassword(ctx, person, command)
  const secret = newTotpSecret()
  const sealed = Buffer.from(ctx.secrets.seal(secret, totpPurpose(person.id)))
  await inTransaction(ctx.db, (tx) => savePendingTotp(tx, person.id, sealed))
  return describeTotp(secret, person.email)
}

/** The recovery codes are shown this once; only their digests are kept. */
export async function confirmTotp(
  ctx: Ctx,
  command: { code: string },
): Promise<{ recoveryCodes: string[] }> {
  const person = await getPerson(ctx)
  if (person.totpSealed) throw AccessProblem.totp_already_on()
  const pending = person.pendingSealed
  if (!pending) throw AccessProblem.totp_not_started()
  const secret = ctx.secrets.open(pending, totpPurpose(person.id))
  const step = stepOf(secret, command.code, ctx.clock.now())
  if (step === undefined) throw AccessProblem.totp_wrong()

  const recoveryCodes = newRecoveryCodes()
  await inTransaction(ctx.db, async (tx) => {
    const sealed = Buffer.from(ctx.secrets.seal(secret, totpPurpose(person.id)))
    const isOn = await turnTotpOn(tx, person.id, { pending, sealed, step })
    if (!isOn) throw AccessProblem.totp_not_started()
    await insertRecoveryCodes(tx, person.id, recoveryCodes.map(digestOf))
    const subject = { type: 'user', id: person.id }
    await audit.record(ctx, tx, { action: 'totp.enabled', subject })
  })
  return { recoveryCodes }
}

/** Needs the password as well: it makes the account weaker. */
export async function removeTotp(
  ctx: Ctx,
  command: { password: string; ip: string },
): Promise<void> {
  const person = await getPerson(ctx)
  await requirePassword(ctx, person, command)
  await inTransaction(ctx.db, (tx) => turnOff(ctx, tx, person.id))
}

export async function turnOff(ctx: Ctx, tx: Tx, userId: string): Promise<void> {
  if (!(await turnTotpOff(tx, userId))) return
  await deleteRecoveryCodes(tx, userId)
  const subject = { type: 'user', id: userId }
  await audit.record(ctx, tx, { action: 'totp.disabled', subject })
}

async function getPerson(ctx: Ctx) {
  const person = await findTotp(ctx.db, personOf(ctx))
  if (!person) throw AccessProblem.person_required()
  return person
}
