import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import { networkOf } from '#platform/http/rate-limits.ts'
import { refuseWeak } from '../passwords/change-password.ts'
import { hashPassword } from '../passwords/hash.ts'
import { keyOf, takeTurn } from '../passwords/throttle.ts'
import { AccessProblem } from '../problems.ts'
import { findRoleByName } from '../roles/store.ts'
import { type Client, type Started, startSession } from '../sessions/start-session.ts'
import { insertMembership, insertUser } from './store.ts'

export type Register = Client & { email: string; password: string; name: string }

const HOUR_MS = 3_600_000

/**
 * Makes an account for somebody who buys; people who work here are invited. Nothing shows yet that
 * the mailbox is theirs, so nothing that belongs to the address may be given to them for it.
 */
export async function register(ctx: Ctx, command: Register): Promise<Started> {
  refuseWeak(command.password, command.email)
  if (ctx.config.rateLimits) {
    const key = keyOf('register', networkOf(command.ip))
    await takeTurn(ctx, { key, max: 20, windowMs: HOUR_MS, since: 'first' })
  }
  const { email, name } = command
  const passwordHash = await hashPassword(command.password)
  const { orgId } = ctx
  const account = { id: newId(), email, name, passwordHash, passwordChangeDue: false }
  const person = { ...account, emailVerifiedAt: null, totpSealed: null, language: null, orgId }
  return startSession(ctx, person, command, async (theirs, tx) => {
    const now = ctx.clock.now()
    const role = await findRoleByName(tx, ctx.orgId, 'customer')
    if (!role) throw AccessProblem.role_not_found()
    if (!(await insertUser(tx, { ...person, now }))) throw AccessProblem.email_taken()
    await insertMembership(tx, { orgId: ctx.orgId, userId: person.id, roleId: role.id, now })
    const subject = { type: 'user', id: person.id }
    await audit.record(theirs, tx, { action: 'user.registered', subject, after: { email, name } })
  })
}
