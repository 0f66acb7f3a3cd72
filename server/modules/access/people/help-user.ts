import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { endResets } from '../passwords/store.ts'
import { AccessProblem } from '../problems.ts'
import { requireGrantable } from '../roles/grant.ts'
import { turnOff } from '../totp/change-totp.ts'
import { handOutLink, INVITED_MS, type Link } from './make-link.ts'
import { isMemberElsewhere, lockMembership, lockUser } from './store.ts'

const DAY_MS = 86_400_000

/** For who forgot a password and reads no mailbox, or lost the link of an invitation. */
export async function replaceLink(ctx: Ctx, userId: string): Promise<Link> {
  return inTransaction(ctx.db, async (tx) => {
    const { email, passwordHash } = await lockHelped(ctx, tx, userId)
    // Whoever has an earlier one may be whom it must not reach.
    await endResets(tx, userId, ctx.clock.now())
    const validMs = passwordHash === null ? INVITED_MS : DAY_MS
    return handOutLink(ctx, tx, { id: userId, email }, validMs)
  })
}

/** For who lost the authenticator and the recovery codes. */
export async function turnOffTheirTotp(ctx: Ctx, userId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await lockHelped(ctx, tx, userId)
    await turnOff(ctx, tx, userId)
  })
}

/**
 * How somebody signs in opens all their orgs, so an org changes it only for those who belong to no
 * other. One's own needs one's password: whoever found an open screen must not come to stay.
 */
async function lockHelped(ctx: Ctx, tx: Tx, userId: string) {
  if (ctx.actor.id === userId) throw AccessProblem.own_sign_in()
  const user = await lockUser(tx, userId)
  const member = user && (await lockMembership(tx, ctx.orgId, userId))
  if (!member) throw AccessProblem.user_not_found()
  requireGrantable(ctx, member.permissions)
  if (await isMemberElsewhere(tx, ctx.orgId, userId)) throw AccessProblem.member_elsewhere()
  return user
}
