import type { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import type { MeView } from '../contract.ts'
import { findOrg, listOrgsOf } from '../orgs/store.ts'
import { findMember, findUser } from '../people/store.ts'
import { AccessProblem } from '../problems.ts'
import { viewOfPerson } from '../views.ts'

const ORGS_MAX = 200

/** Who asks, where they are, where they may go, and what they may do. */
export async function getMe(ctx: Ctx): Promise<z.output<typeof MeView>> {
  const { actor, orgId } = ctx
  const org = await findOrg(ctx.db, orgId)
  if (!org) throw AccessProblem.org_not_found()
  const permissions = [...ctx.permissions].toSorted()
  if (actor.type !== 'user') {
    const key = actor.type === 'key' ? { id: actor.id, name: actor.name } : null
    return { user: null, key, role: null, org, orgs: [org], permissions }
  }
  const user = await findUser(ctx.db, actor.id)
  const member = await findMember(ctx.db, orgId, actor.id)
  if (!user || !member) throw AccessProblem.session_ended()
  const orgs = await listOrgsOf(ctx.db, actor.id, ORGS_MAX)
  return { user: viewOfPerson(user), key: null, role: member.role, org, orgs, permissions }
}
