import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import type { Language } from '../contract.ts'
import { AccessProblem } from '../problems.ts'
import { requireGrantable } from '../roles/grant.ts'
import { holdRole, lockOwnerRole } from '../roles/store.ts'
import { forgetActor } from '../sessions/identities.ts'
import { personOf } from '../sessions/person-of.ts'
import { revokeSessions } from '../sessions/store.ts'
import {
  deleteMembership,
  hasOwner,
  lockMembership,
  lockUser,
  type Membership,
  saveMembership,
  saveUser,
} from './store.ts'

export type ChangeUser = {
  userId: string
  role?: string | undefined
  active?: boolean | undefined
}

/** Takes effect within two seconds in every session of the person, on every process. */
export async function changeUser(ctx: Ctx, command: ChangeUser): Promise<void> {
  const { userId } = command
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockMember(ctx, tx, userId)
    const role = await roleAfter(ctx, tx, before, command.role)
    const active = command.active ?? before.active
    if (role.preset !== 'owner' || !active) await keepAnOwner(ctx, tx, userId, before)

    const deactivatedAt = active ? null : ctx.clock.now()
    await saveMembership(tx, { orgId: ctx.orgId, userId, roleId: role.id, deactivatedAt })
    if (!active) await endSessionsHere(ctx, tx, userId)
    await audit.record(ctx, tx, {
      action: 'membership.changed',
      subject: { type: 'user', id: userId },
      before: { role: before.role, active: before.active },
      after: { role: role.name, active },
    })
  })
  forgetActor(ctx.db, userId)
}

/** The person stays known to the history and to their other orgs. */
export async function removeUser(ctx: Ctx, userId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockMember(ctx, tx, userId)
    await keepAnOwner(ctx, tx, userId, before)
    await deleteMembership(tx, ctx.orgId, userId)
    await endSessionsHere(ctx, tx, userId)
    const subject = { type: 'user', id: userId }
    const was = { role: before.role, active: before.active }
    await audit.record(ctx, tx, { action: 'membership.removed', subject, before: was })
  })
  forgetActor(ctx.db, userId)
}

export type ChangeMe = { name?: string | undefined; language?: Language | undefined }

/** Name and language are the person's own in all orgs, so only they change them. */
export async function changeMe(ctx: Ctx, { name, language }: ChangeMe): Promise<void> {
  const userId = personOf(ctx)
  await inTransaction(ctx.db, async (tx) => {
    const before = { name: (await lockUser(tx, userId))!.name }
    await saveUser(tx, userId, { name, language })
    // Which language somebody reads is nobody else's business.
    if (name === undefined || name === before.name) return
    const subject = { type: 'user', id: userId }
    await audit.record(ctx, tx, { action: 'user.renamed', subject, before, after: { name } })
  })
  forgetActor(ctx.db, userId)
}

async function lockMember(ctx: Ctx, tx: Tx, userId: string): Promise<Membership> {
  await lockOwnerRole(tx, ctx.orgId)
  const member = await lockMembership(tx, ctx.orgId, userId)
  if (!member) throw AccessProblem.user_not_found()
  requireGrantable(ctx, member.permissions)
  return member
}

/** For good: whoever is let in again, perhaps because a device was stolen, signs in anew. */
async function endSessionsHere(ctx: Ctx, tx: Tx, userId: string): Promise<void> {
  await revokeSessions(tx, { userId, inOrg: ctx.orgId }, ctx.clock.now())
}

async function roleAfter(ctx: Ctx, tx: Tx, before: Membership, name: string | undefined) {
  if (name === undefined) return { id: before.roleId, name: before.role, preset: before.preset }
  const role = await holdRole(tx, ctx.orgId, name)
  if (!role) throw AccessProblem.role_not_found()
  requireGrantable(ctx, role.permissions)
  return role
}

async function keepAnOwner(ctx: Ctx, tx: Tx, userId: string, member: Membership): Promise<void> {
  if (member.preset !== 'owner' || !member.active) return
  if (!(await hasOwner(tx, ctx.orgId, userId))) throw AccessProblem.last_owner()
}
