import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { refuseWeak } from '../passwords/change-password.ts'
import { hashPassword } from '../passwords/hash.ts'
import { endResets, savePassword } from '../passwords/store.ts'
import { AccessProblem } from '../problems.ts'
import { requireGrantable } from '../roles/grant.ts'
import { holdRole } from '../roles/store.ts'
import { letIn } from './let-in.ts'
import { type Link, makeLink } from './make-link.ts'
import { insertUser, lockUserByEmail, type NewUser } from './store.ts'

export type InviteUser = {
  email: string
  name?: string | undefined
  role: string
  password?: string | undefined
  /** The person chose it themselves, as with the command line; else they are asked to change it. */
  keepPassword?: boolean
}

export type Invited = { userId: string; link?: Link }

/**
 * Adds a person to the org. Somebody who has an account keeps name and password: an org can let
 * people in, but never take over what they use elsewhere.
 */
export async function inviteUser(ctx: Ctx, command: InviteUser): Promise<Invited> {
  const { email, password } = command
  if (password !== undefined) refuseWeak(password, email)
  const passwordHash = password === undefined ? null : await hashPassword(password)
  const newUserId = newId()
  return inTransaction(ctx.db, async (tx) => {
    const role = await holdRole(tx, ctx.orgId, command.role)
    if (!role) throw AccessProblem.role_not_found()
    requireGrantable(ctx, role.permissions)

    const now = ctx.clock.now()
    const name = command.name ?? email.split('@', 1)[0]!
    const passwordChangeDue = passwordHash !== null && !command.keepPassword
    const user = { id: newUserId, email, name, passwordHash, passwordChangeDue, now }
    const isNew = await insertUser(tx, user)
    const person = isNew ? user : (await lockUserByEmail(tx, email))!
    const isAdded = await letIn(tx, person, { orgId: ctx.orgId, roleId: role.id, now })
    if (!isAdded) throw AccessProblem.already_member()
    const userId = person.id

    if (!isNew && person.passwordHash === null) await beginAnew(tx, { ...user, id: userId })
    const canSignIn = (person.passwordHash ?? passwordHash) !== null
    const link = canSignIn ? undefined : await makeLink(ctx, tx, userId)
    const subject = { type: 'user', id: userId }
    const after = { email, role: role.name }
    await audit.record(ctx, tx, { action: 'user.invited', subject, after })
    return link ? { userId, link } : { userId }
  })
}

/** They were invited before and never came: what they were given then is worth nothing now. */
async function beginAnew(tx: Tx, { id, passwordHash, passwordChangeDue, now }: NewUser) {
  await endResets(tx, id, now)
  if (passwordHash) await savePassword(tx, id, { passwordHash, due: passwordChangeDue })
}
