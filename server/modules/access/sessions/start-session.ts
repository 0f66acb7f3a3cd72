import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import { newId, newToken } from '#platform/random.ts'
import { digestOf } from '../digest.ts'
import { networkOf } from '#platform/http/rate-limits.ts'
import { rememberAddress } from '../passwords/store.ts'
import { signAccessToken } from './access-token.ts'
import { type Credentials, insertRefreshToken, insertSession } from './store.ts'

/** From where, and how the session is to be kept. */
export type Client = { ip: string; userAgent: string; session: 'token' | 'cookie' }

export type Started = {
  person: Credentials
  session:
    | { kind: 'token'; accessToken: string; refreshToken: string; expiresInS: number }
    | { kind: 'cookie'; cookie: string; maxAgeS: number }
}

/**
 * Always a new session with secrets of its own, whatever the browser brought along: a planted
 * cookie never becomes somebody's session. `also` joins the transaction and may still refuse.
 */
export async function startSession(
  ctx: Ctx,
  person: Credentials,
  client: Client,
  also: (ctx: Ctx, tx: Tx) => Promise<void>,
): Promise<Started> {
  const id = newId()
  const secret = newToken()
  const now = ctx.clock.now()
  const expiresAt = new Date(now.getTime() + ctx.config.sessionTtlS * 1_000)
  const theirs = inNameOf(ctx, person)
  await inTransaction(ctx.db, async (tx) => {
    await also(theirs, tx)
    const { ip, userAgent, session: kind } = client
    const tokenHash = kind === 'cookie' ? digestOf(secret) : null
    const { id: userId, orgId } = person
    await insertSession(tx, { id, userId, orgId, kind, tokenHash, ip, userAgent, now, expiresAt })
    if (kind === 'token') await insertRefreshToken(tx, digestOf(secret), id, now)
    await rememberAddress(tx, userId, networkOf(ip), now)
    await audit.record(theirs, tx, {
      action: 'session.started',
      subject: { type: 'user', id: userId },
      after: { session: id, kind, ip },
    })
  })
  if (client.session === 'cookie') {
    return { person, session: { kind: 'cookie', cookie: secret, maxAgeS: ctx.config.sessionTtlS } }
  }
  const session = { id, userId: person.id, expiresAt }
  return { person, session: { kind: 'token', ...(await tokensOf(ctx, session, secret)) } }
}

/** The access token never outlives its session. */
export async function tokensOf(
  ctx: Ctx,
  session: { id: string; userId: string; expiresAt: Date },
  refreshToken: string,
) {
  const now = ctx.clock.now().getTime()
  const endsMs = Math.min(now + ctx.config.accessTokenTtlS * 1_000, session.expiresAt.getTime())
  const accessToken = await signAccessToken(ctx, {
    sessionId: session.id,
    userId: session.userId,
    expiresAt: new Date(endsMs),
  })
  return { accessToken, refreshToken, expiresInS: Math.floor((endsMs - now) / 1_000) }
}

/** A request to sign in comes from nobody, but what it does is recorded under the person's name. */
export const inNameOf = (ctx: Ctx, person: { id: string; name: string; orgId: string }): Ctx =>
  scoped(ctx, {
    orgId: person.orgId,
    actor: { type: 'user', id: person.id, name: person.name },
    cause: ctx.cause,
  })
