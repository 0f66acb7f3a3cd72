import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** The names of people and keys by their ids; other actors have none. */
export async function namesOf(
  db: Db,
  orgId: string,
  actors: { type: string; id: string | null }[],
): Promise<Map<string, string>> {
  const idsOf = (wanted: string) =>
    actors.flatMap(({ type, id }) => (type === wanted && id && UUID.test(id) ? [id] : []))
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from users where id = any(${idsOf('user')}::uuid[])
    union all
    select id, name from api_keys where org_id = ${orgId} and id = any(${idsOf('key')}::uuid[])
  `.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
