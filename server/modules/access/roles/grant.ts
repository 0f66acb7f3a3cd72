import type { Ctx } from '#platform/context.ts'
import { permissionCatalog } from '../permissions.ts'
import { AccessProblem } from '../problems.ts'

/**
 * Nobody gives to others what they do not have, nor takes it from those who have more: otherwise
 * the right to manage people would be the right to everything. The command line is the operator's.
 */
export function requireGrantable(ctx: Ctx, permissions: readonly string[]): void {
  if (ctx.actor.type === 'system') return
  const missing = permissions.filter((name) => !ctx.permissions.has(name))
  if (missing.length > 0) throw AccessProblem.grant_exceeds_own({ missing })
}

/** For what is being written down anew: a misspelt permission would be a role that does nothing. */
export function requireNewGrant(ctx: Ctx, permissions: readonly string[]): void {
  const unknown = permissions.filter((name) => !permissionCatalog.has(name))
  if (unknown.length > 0) throw AccessProblem.permission_unknown({ unknown })
  requireGrantable(ctx, permissions)
}
