import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { AccessProblem } from '../problems.ts'
import { forgetActor } from '../sessions/identities.ts'
import { personOf } from '../sessions/person-of.ts'
import { revokeSessions } from '../sessions/store.ts'
import { findTotp } from '../totp/store.ts'
import { hashPassword } from './hash.ts'
import { requirePassword } from './require-password.ts'
import { endResets, savePassword } from './store.ts'

export type ChangePassword = {
  password: string
  newPassword: string
  ip: string
  sessionId: string | undefined
}

/** Ends all other sessions and links: whoever changes a password often does it because of them. */
export async function changePassword(ctx: Ctx, command: ChangePassword): Promise<void> {
  const person = await findTotp(ctx.db, personOf(ctx))
  if (!person) throw AccessProblem.person_required()
  refuseWeak(command.newPassword, person.email)
  await requirePassword(ctx, person, command)
  const passwordHash = await hashPassword(command.newPassword)
  await inTransaction(ctx.db, async (tx) => {
    const now = ctx.clock.now()
    await endResets(tx, person.id, now)
    await savePassword(tx, person.id, { passwordHash, due: false })
    const { sessionId: except } = command
    await revokeSessions(tx, { userId: person.id, except }, now)
    const subject = { type: 'user', id: person.id }
    await audit.record(ctx, tx, { action: 'password.changed', subject })
  })
  forgetActor(ctx.db, person.id)
}

/** The length is the contract's matter; this is what needs to know the person. */
export function refuseWeak(password: string, email: string): void {
  if (password.toLowerCase() === email.toLowerCase()) throw AccessProblem.password_is_email()
}
