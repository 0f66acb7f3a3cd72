import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Runtime } from '#platform/context.ts'
import { credentialsOf } from '#platform/http/credentials.ts'
import { viewOfPerson } from '../views.ts'
import { findSignedIn } from './authenticate.ts'
import { sessionCookie } from './cookie.ts'
import type { Started } from './start-session.ts'

const USER_AGENT_MAX = 300

export const clientOf = (request: FastifyRequest) => ({
  ip: request.ip,
  userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_MAX),
})

/** The session that the request came by; an API key has none. */
export const sessionOf = async (runtime: Runtime, request: FastifyRequest) =>
  (await signedInOf(runtime, request))?.sessionId

/** The session, or the key, that the request came by: what may end while something goes on. */
export async function entranceOf(
  runtime: Runtime,
  request: FastifyRequest,
): Promise<string | undefined> {
  const signedIn = await signedInOf(runtime, request)
  return signedIn?.sessionId ?? signedIn?.identity.actor.id ?? undefined
}

/** The guard has just looked it up. */
async function signedInOf(runtime: Runtime, request: FastifyRequest) {
  const shown = credentialsOf(request, runtime.config)
  return shown && findSignedIn(runtime, shown)
}

/** A browser gets its cookie and nothing that a script could read; others get tokens. */
export function answerStarted(runtime: Runtime, reply: FastifyReply, started: Started) {
  reply.header('cache-control', 'no-store')
  const user = viewOfPerson(started.person)
  const { session } = started
  if (session.kind === 'cookie') {
    reply.header('set-cookie', sessionCookie(runtime.config, session.cookie, session.maxAgeS))
    return { user }
  }
  const { accessToken, refreshToken, expiresInS } = session
  return { accessToken, refreshToken, expiresInS, user }
}
