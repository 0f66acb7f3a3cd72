import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Runtime } from '../context.ts'
import { scoped } from '../events.ts'
import { type Soon, when } from '../when.ts'
import { credentialsOf } from './credentials.ts'
import { refuseForeignPage } from './csrf.ts'
import type { Authenticate, Identity } from './identity.ts'
import { HttpProblem } from './problems.ts'
import type { RateLimits } from './rate-limits.ts'
import type { RouteFacts } from './route-facts.ts'

export type Guard = (
  request: FastifyRequest,
  reply: FastifyReply,
  facts: Omit<RouteFacts, 'method' | 'isPlain'>,
) => Soon<void>

const NOBODY: Actor = { type: 'nobody', id: null, name: 'nobody' }

/**
 * Authenticates, applies the rate limits and checks the permission, all before the body is read.
 */
export function createGuard(
  runtime: Runtime,
  parts: { authenticate: Authenticate; defaultOrg: () => Promise<string>; limits: RateLimits },
): Guard {
  return (request, reply, facts) => {
    const shown = credentialsOf(request, runtime.config)
    const { ip } = request
    const enter = (identity: Identity | undefined, orgId: string) => {
      const { actor = NOBODY, permissions } = identity ?? {}
      const { traceparent } = request.flight.span
      const cause = { requestId: request.id, traceparent }
      request.ctx = scoped(runtime, { orgId, actor, ...(permissions && { permissions }), cause })
    }
    return when(shown && parts.authenticate(shown), (identity) =>
      when(parts.limits.take(reply, { actor: identity?.actor, ip }, facts), () => {
        if (shown?.cookie !== undefined && !facts.isSafe) {
          refuseForeignPage(request, runtime.config.publicUrl)
        }
        checkPermission(identity, facts)
        return when(identity?.orgId ?? parts.defaultOrg(), (orgId) => enter(identity, orgId))
      }),
    )
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
