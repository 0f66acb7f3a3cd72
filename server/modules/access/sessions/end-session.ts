import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { AccessProblem } from '../problems.ts'
import { forgetSession, forgetActor } from './identities.ts'
import { personOf } from './person-of.ts'
import { revokeSessions } from './store.ts'

/** Ends one of one's own sessions; somebody else's is as unknown as one that never was. */
export async function endSession(ctx: Ctx, sessionId: string): Promise<void> {
  const userId = personOf(ctx)
  await inTransaction(ctx.db, async (tx) => {
    const ended = await revokeSessions(tx, { userId, id: sessionId }, ctx.clock.now())
    if (ended === 0) throw AccessProblem.session_not_found()
    await audit.record(ctx, tx, {
      action: 'session.ended',
      subject: { type: 'user', id: userId },
      after: { session: sessionId },
    })
  })
  forgetSession(ctx.db, sessionId)
}

export async function endAllSessions(ctx: Ctx): Promise<void> {
  const userId = personOf(ctx)
  await inTransaction(ctx.db, async (tx) => {
    const ended = await revokeSessions(tx, { userId }, ctx.clock.now())
    const subject = { type: 'user', id: userId }
    await audit.record(ctx, tx, { action: 'sessions.ended', subject, after: { ended } })
  })
  forgetActor(ctx.db, userId)
}
