import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { constraintOf } from '#platform/database-errors.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { AccessProblem } from '../problems.ts'
import { forgetOrg } from '../sessions/identities.ts'
import { requireGrantable, requireNewGrant } from './grant.ts'
import {
  deleteRole,
  hasOwnRoles,
  insertRole,
  isRoleInUse,
  lockRole,
  type Role,
  saveRole,
} from './store.ts'

const OWN_ROLES_MAX = 100

export async function createRole(
  ctx: Ctx,
  command: { name: string; permissions: string[] },
): Promise<Role> {
  const { name } = command
  const permissions = sorted(command.permissions)
  requireNewGrant(ctx, permissions)
  const id = newId()
  return inTransaction(ctx.db, async (tx) => {
    if (await hasOwnRoles(tx, ctx.orgId, OWN_ROLES_MAX)) throw AccessProblem.too_many()
    const role = { orgId: ctx.orgId, id, name, permissions, now: ctx.clock.now() }
    if (!(await insertRole(tx, role))) throw AccessProblem.role_taken()
    const subject = { type: 'role', id }
    const after = { name, permissions }
    await audit.record(ctx, tx, { action: 'role.created', subject, after })
    return { id, name, permissions, preset: null }
  })
}

export type ChangeRole = {
  roleId: string
  name?: string | undefined
  permissions?: string[] | undefined
}

/** Takes effect at once for everybody who has the role. */
export async function changeRole(ctx: Ctx, command: ChangeRole): Promise<Role> {
  const changed = await inTransaction(ctx.db, (tx) => change(ctx, tx, command)).catch(refuseTaken)
  forgetOrg(ctx.db, ctx.orgId)
  return changed
}

async function change(ctx: Ctx, tx: Tx, command: ChangeRole): Promise<Role> {
  const before = await lockOwnRole(ctx, tx, command.roleId)
  const { name = before.name } = command
  const permissions = sorted(command.permissions ?? before.permissions)
  if (command.permissions) requireNewGrant(ctx, permissions)

  const after = { ...before, name, permissions }
  await saveRole(tx, ctx.orgId, after)
  const subject = { type: 'role', id: before.id }
  await audit.record(ctx, tx, { action: 'role.changed', subject, before, after })
  return after
}

/** The database decides whose name it is. */
function refuseTaken(error: unknown): never {
  throw constraintOf(error) === 'a_role_is_named_once' ? AccessProblem.role_taken() : error
}

export async function removeRole(ctx: Ctx, roleId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockOwnRole(ctx, tx, roleId)
    if (await isRoleInUse(tx, ctx.orgId, roleId)) throw AccessProblem.role_in_use()
    await deleteRole(tx, ctx.orgId, roleId)
    const subject = { type: 'role', id: roleId }
    await audit.record(ctx, tx, { action: 'role.deleted', subject, before })
  })
}

async function lockOwnRole(ctx: Ctx, tx: Tx, roleId: string): Promise<Role> {
  const role = await lockRole(tx, ctx.orgId, roleId)
  if (!role) throw AccessProblem.role_not_found()
  if (role.preset) throw AccessProblem.role_is_preset()
  requireGrantable(ctx, role.permissions)
  return role
}

const sorted = (permissions: string[]): string[] => [...new Set(permissions)].toSorted()
