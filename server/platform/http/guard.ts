import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Runtime } from '../context.ts'
import { scoped } from '../events.ts'
import { refuseForeignPage } from './csrf.ts'
import type { Authenticate, Credentials, Identity } from './identity.ts'
import { HttpProblem } from './problems.ts'
import type { RateLimits } from './rate-limits.ts'
import type { RouteFacts } from './route-facts.ts'
import { readCookie, sessionCookieName } from './session-cookie.ts'

export type Guard = (
  request: FastifyRequest,
  reply: FastifyReply,
  facts: Omit<RouteFacts, 'method' | 'isPlain'>,
) => Promise<void>

const NOBODY: Actor = { type: 'nobody', id: null, name: 'nobody' }

/** Who is it, how often, and may they: all before a byte of the body is read. */
export function createGuard(
  runtime: Runtime,
  parts: { authenticate: Authenticate; defaultOrg: () => Promise<string>; limits: RateLimits },
): Guard {
  const cookieName = sessionCookieName(runtime.config)
  return async (request, reply, facts) => {
    const shown = credentialsOf(request, cookieName)
    const identity = shown && (await parts.authenticate(shown))
    await parts.limits.take(reply, { actor: identity?.actor, ip: request.ip }, facts)
    if (shown?.cookie !== undefined && !facts.isSafe) {
      refuseForeignPage(request, runtime.config.publicUrl)
    }
    checkPermission(identity, facts)
    request.ctx = scoped(runtime, {
      orgId: identity?.orgId ?? (await parts.defaultOrg()),
      actor: identity?.actor ?? NOBODY,
      ...(identity && { permissions: identity.permissions }),
      cause: { requestId: request.id, traceparent: request.flight.span.traceparent },
    })
  }
}

function checkPermission(
  identity: Identity | undefined,
  { permission, ownPermission }: Pick<RouteFacts, 'permission' | 'ownPermission'>,
): void {
  if (permission === 'anyone') return
  if (!identity) throw HttpProblem.unauthenticated()
  if (permission === 'signed_in' || identity.permissions.has(permission)) return
  if (ownPermission && identity.permissions.has(ownPermission)) return
  throw HttpProblem.forbidden({ permission })
}

/** A bearer is shown on purpose, a cookie by itself: the bearer counts. */
function credentialsOf(request: FastifyRequest, cookieName: string): Credentials | undefined {
  const { authorization, cookie: cookies } = request.headers
  const bearer = authorization && BEARER.exec(authorization)?.[1]
  if (bearer) return { bearer, ip: request.ip }
  const cookie = readCookie(cookies, cookieName)
  return cookie === undefined ? undefined : { cookie, ip: request.ip }
}

const BEARER = /^Bearer +([^\s,]+)$/i
