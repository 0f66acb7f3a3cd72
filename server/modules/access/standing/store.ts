import { sql } from 'kysely'
import { setOf } from '../sessions/identities.ts'
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

/** A session, or a key, in the org that it is used for. */
export type Entrance = { orgId: string; id: string }

/**
 * What they may do just now who came in by these, by the ids of the entrances; those that have
 * ended, or lead to another org by now, are left out. For whatever goes on after its request.
 */
export async function findRights(
  db: Db,
  entrances: readonly Entrance[],
  now: Date,
): Promise<Map<string, ReadonlySet<string>>> {
  const orgIds = entrances.map(({ orgId }) => orgId)
  const ids = entrances.map(({ id }) => id)
  // A thousand sessions have a handful of roles: what each may do is sent and parsed once.
  const { rows } = await sql<{ ids: string[]; permissions: string[] }>`
    select array_agg(e.id::text) as ids, r.permissions
    from unnest(${orgIds}::uuid[], ${ids}::uuid[]) as e (org_id, id)
      cross join lateral (
        select user_id from sessions
        where id = e.id and current_org_id = e.org_id
          and revoked_at is null and expires_at > ${now}
        limit 1
      ) s
      join memberships m on m.org_id = e.org_id and m.user_id = s.user_id
      join roles r on r.org_id = m.org_id and r.id = m.role_id
    where m.deactivated_at is null
    group by r.org_id, r.id
    union all
    select array_agg(k.id::text), k.scopes
    from unnest(${orgIds}::uuid[], ${ids}::uuid[]) as e (org_id, id)
      join api_keys k on k.org_id = e.org_id and k.id = e.id
    where k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now})
    group by k.scopes
  `.execute(db)
  return new Map(
    rows.flatMap(({ ids: holders, permissions }) => {
      const set = setOf(permissions)
      return holders.map((id) => [id, set] as const)
    }),
  )
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
