import type { Ctx } from '#platform/context.ts'
import { AccessProblem } from '../problems.ts'

/** The id of the person who asks. Keys have no password, no sessions and no second factor. */
export function personOf(ctx: Ctx): string {
  if (ctx.actor.type !== 'user') throw AccessProblem.person_required()
  return ctx.actor.id
}
