import type { Ctx } from '../context.ts'
import { HttpProblem } from './problems.ts'

/** For what needs a right besides the one of its route. */
export function requirePermission({ permissions }: Pick<Ctx, 'permissions'>, name: string): void {
  if (!permissions.has(name)) throw HttpProblem.forbidden({ permission: name })
}
