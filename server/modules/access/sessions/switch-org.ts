import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import { lockMembership } from '../people/store.ts'
import { AccessProblem } from '../problems.ts'
import { forgetSession } from './identities.ts'
import { personOf } from './person-of.ts'
import { moveSession } from './store.ts'

/** Goes on in another org that the person belongs to; every other one is unknown to them. */
export async function switchOrg(
  ctx: Ctx,
  command: { sessionId: string; orgId: string },
): Promise<void> {
  const { sessionId, orgId } = command
  const userId = personOf(ctx)
  await inTransaction(ctx.db, async (tx) => {
    const membership = await lockMembership(tx, orgId, userId)
    if (!membership?.active) throw AccessProblem.org_not_found()
    await moveSession(tx, sessionId, orgId)
    await audit.record(scoped(ctx, { orgId, actor: ctx.actor, cause: ctx.cause }), tx, {
      action: 'session.moved',
      subject: { type: 'user', id: userId },
      before: { orgId: ctx.orgId },
      after: { orgId },
    })
  })
  forgetSession(ctx.db, sessionId)
}
