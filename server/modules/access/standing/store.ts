import { tables } from '../tables.ts'
import type { Actor } from '#platform/context.ts'
import type { Db } from '#platform/database.ts'

/**
 * The permissions that a person or a key has now; `undefined` once they have lost access. For work
 * that is done long after it was asked for.
 */
export async function findPermissions(
  db: Db,
  orgId: string,
  { type, id }: Pick<Actor, 'type' | 'id'>,
  now: Date,
): Promise<ReadonlySet<string> | undefined> {
  if (id === null || (type !== 'user' && type !== 'key')) return undefined
  const found = type === 'key' ? await ofKey(db, orgId, id, now) : await ofMember(db, orgId, id)
  return found && new Set(found.permissions)
}

const ofMember = (db: Db, orgId: string, userId: string) =>
  tables(db)
    .selectFrom('memberships as m')
    .innerJoin('roles as r', (join) =>
      join.onRef('r.org_id', '=', 'm.org_id').onRef('r.id', '=', 'm.role_id'),
    )
    .select('r.permissions')
    .where('m.org_id', '=', orgId)
    .where('m.user_id', '=', userId)
    .where('m.deactivated_at', 'is', null)
    .executeTakeFirst()

const ofKey = (db: Db, orgId: string, id: string, now: Date) =>
  tables(db)
    .selectFrom('api_keys')
    .select('scopes as permissions')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst()
