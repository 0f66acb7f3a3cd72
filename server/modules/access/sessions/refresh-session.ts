import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { newToken } from '#platform/random.ts'
import { digestOf } from '../digest.ts'
import { AccessProblem } from '../problems.ts'
import { forgetSession } from './identities.ts'
import { inNameOf, tokensOf } from './start-session.ts'
import {
  findLiveSession,
  findUsedRefreshToken,
  insertRefreshToken,
  type LiveSession,
  revokeSessions,
  takeRefreshToken,
  touchSession,
} from './store.ts'

type Outcome = { session: LiveSession } | { stolen: string } | 'ended'

/**
 * Gives a new pair for a refresh token, once. A token that comes a second time was copied by
 * somebody, and nobody can tell who of the two is right: so the session ends for both.
 */
export async function refreshSession(ctx: Ctx, command: { refreshToken: string }) {
  const hash = digestOf(command.refreshToken)
  const next = newToken()
  const outcome = await inTransaction(ctx.db, (tx) => rotate(ctx, tx, hash, digestOf(next)))
  if (outcome === 'ended') throw AccessProblem.session_ended()
  if ('stolen' in outcome) {
    forgetSession(ctx.db, outcome.stolen)
    throw AccessProblem.session_ended()
  }
  return tokensOf(ctx, outcome.session, next)
}

async function rotate(ctx: Ctx, tx: Tx, hash: Buffer, next: Buffer): Promise<Outcome> {
  const now = ctx.clock.now()
  const sessionId = await takeRefreshToken(tx, hash, now)
  if (!sessionId) return endIfReused(ctx, tx, hash)
  const session = await findLiveSession(tx, { id: sessionId }, now)
  if (!session) return 'ended'
  await insertRefreshToken(tx, next, sessionId, now)
  await touchSession(tx, sessionId, now)
  return { session }
}

async function endIfReused(ctx: Ctx, tx: Tx, hash: Buffer): Promise<Outcome> {
  const used = await findUsedRefreshToken(tx, hash)
  if (!used) return 'ended'
  const { userId, sessionId, orgId } = used
  const ended = await revokeSessions(tx, { userId, id: sessionId }, ctx.clock.now())
  if (ended === 0) return 'ended' // An earlier reuse has done it and written it down.
  const theirs = inNameOf(ctx, { id: userId, name: used.userName, orgId })
  await audit.record(theirs, tx, {
    action: 'refresh_token.reused',
    subject: { type: 'user', id: userId },
    after: { session: sessionId },
  })
  return { stolen: sessionId }
}
