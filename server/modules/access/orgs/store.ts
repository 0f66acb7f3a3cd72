import type { Db, Tx } from '#platform/database.ts'
import { sql } from 'kysely'
import { tables } from '../tables.ts'

export type Org = { id: string; slug: string; name: string }

const orgs = (db: Db) => tables(db).selectFrom('orgs').select(['orgs.id', 'orgs.slug', 'orgs.name'])

export const FIRST_ORG = 'main'

/** Finds or makes the first org and locks its row, so that two starts take turns. */
export async function lockFirstOrg(tx: Tx, id: string, now: Date): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into orgs (id, slug, name, created_at) values (${id}, ${FIRST_ORG}, 'Main', ${now})
    on conflict (slug) do update set slug = excluded.slug
    returning id
  `.execute(tx)
  return rows[0]!.id
}

export async function insertOrg(tx: Tx, org: Org & { now: Date }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(tx)
    .insertInto('orgs')
    .values({ id: org.id, slug: org.slug, name: org.name, created_at: org.now })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** The org of visitors who have not signed in: `main`, or else the oldest. */
export async function findDefaultOrg(db: Db): Promise<string | undefined> {
  const row = await orgs(db)
    .orderBy((eb) => eb('slug', '=', FIRST_ORG), 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

export function findOrg(db: Db, id: string): Promise<Org | undefined> {
  return orgs(db).where('id', '=', id).executeTakeFirst()
}

export function listOrgs(db: Db, limit: number): Promise<Org[]> {
  return orgs(db).orderBy('created_at').orderBy('id').limit(limit).execute()
}

/** Those that a person may switch to. */
export function listOrgsOf(db: Db, userId: string, limit: number): Promise<Org[]> {
  return orgs(db)
    .innerJoin('memberships', 'memberships.org_id', 'orgs.id')
    .where('memberships.user_id', '=', userId)
    .where('memberships.deactivated_at', 'is', null)
    .orderBy('orgs.name')
    .orderBy('orgs.id')
    .limit(limit)
    .execute()
}
