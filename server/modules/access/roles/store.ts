import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { labelsIn } from '#platform/labels-in.ts'
import { presetRoles } from '../permissions.ts'
import { tables } from '../tables.ts'

export type Role = { id: string; name: string; permissions: string[]; preset: string | null }

const roles = (db: Db) =>
  tables(db).selectFrom('roles').select(['id', 'name', 'permissions', 'preset'])

/** Newest first. */
export function listRoles(
  db: Db,
  orgId: string,
  page: { after?: string | undefined; limit: number },
): Promise<Role[]> {
  let query = roles(db).where('org_id', '=', orgId)
  if (page.after) query = query.where('id', '<', page.after)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

export const roleNames = labelsIn('roles')

export function findRoleByName(db: Db, orgId: string, name: string): Promise<Role | undefined> {
  return roles(db).where('org_id', '=', orgId).where('name', '=', name).executeTakeFirst()
}

/** Whoever gives it holds it: it can be removed only afterwards, and then it is found in use. */
export function holdRole(tx: Tx, orgId: string, name: string): Promise<Role | undefined> {
  return roles(tx)
    .where('org_id', '=', orgId)
    .where('name', '=', name)
    .forKeyShare()
    .executeTakeFirst()
}

export function lockRole(tx: Tx, orgId: string, id: string): Promise<Role | undefined> {
  return roles(tx).where('org_id', '=', orgId).where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Changes of an org's people take turns here, so that two owners cannot both leave. */
export async function lockOwnerRole(tx: Tx, orgId: string): Promise<void> {
  await tables(tx)
    .selectFrom('roles')
    .select('id')
    .where('org_id', '=', orgId)
    .where('preset', '=', 'owner')
    .forNoKeyUpdate()
    .execute()
}

export async function hasOwnRoles(tx: Tx, orgId: string, max: number): Promise<boolean> {
  const found = await roles(tx)
    .where('org_id', '=', orgId)
    .where('preset', 'is', null)
    .limit(max)
    .execute()
  return found.length >= max
}

export async function insertRole(
  tx: Tx,
  role: { orgId: string; id: string; name: string; permissions: string[]; now: Date },
): Promise<boolean> {
  const { orgId, id, name, permissions, now } = role
  const { numInsertedOrUpdatedRows } = await tables(tx)
    .insertInto('roles')
    .values({ org_id: orgId, id, name, permissions, preset: null, created_at: now })
    .onConflict((conflict) => conflict.columns(['org_id', 'name']).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function saveRole(tx: Tx, orgId: string, role: Role): Promise<void> {
  await tables(tx)
    .updateTable('roles')
    .set({ name: role.name, permissions: role.permissions })
    .where('org_id', '=', orgId)
    .where('id', '=', role.id)
    .execute()
}

export async function isRoleInUse(tx: Tx, orgId: string, roleId: string): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('memberships')
    .select('user_id')
    .where('org_id', '=', orgId)
    .where('role_id', '=', roleId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteRole(tx: Tx, orgId: string, id: string): Promise<void> {
  await tables(tx).deleteFrom('roles').where('org_id', '=', orgId).where('id', '=', id).execute()
}

/**
 * Brings the preset roles of every org to this release, also for people who have them already. An
 * own role whose name is that of a new preset gives the name up, and nobody loses a right.
 */
export async function savePresetRoles(db: Db, now: Date): Promise<void> {
  const presets = Object.entries(presetRoles).map(([name, permissions]) => ({ name, permissions }))
  await sql`
    /* across orgs */
    update roles set name = name || ' (own)'
    where preset is null and name = any(${Object.keys(presetRoles)})
  `.execute(db)
  await sql`
    /* across orgs */
    insert into roles (org_id, id, name, permissions, preset, created_at)
    select orgs.id, gen_random_uuid(), p.name, p.permissions, p.name, ${now}
    from orgs, jsonb_to_recordset(${JSON.stringify(presets)}::jsonb)
      as p (name text, permissions text[])
    order by orgs.id, p.name
    on conflict on constraint a_preset_is_there_once do update
      set permissions = excluded.permissions
      where roles.permissions <> excluded.permissions
  `.execute(db)
}
