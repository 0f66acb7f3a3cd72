import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { beginsWith } from '#platform/typed-text.ts'
import type { Sql } from './conditions.ts'

const beginning = (orgId: string, prefix: string): Sql => sql`
  s.org_id = ${orgId} and ${beginsWith(sql`s.code`, sql`${prefix}::text`)}`

/** The codes that begin so, each once: from one to the next, whatever number of orders has them. */
export async function listCodes(
  db: Db,
  orgId: string,
  { prefix, max }: { prefix: string; max: number },
): Promise<string[]> {
  const next = sql`from order_search_codes s where ${beginning(orgId, prefix)}`
  const { rows } = await sql<{ code: string }>`
    with recursive codes as (
      (select s.code ${next} order by s.code limit 1)
      union all
      select (select s.code ${next} and s.code > codes.code order by s.code limit 1)
      from codes where codes.code is not null
    )
    select code from codes where code is not null limit ${max}
  `.execute(db)
  return rows.map(({ code }) => code)
}

/** Whatever has a code that begins so. */
export const withCodeBeginning = (orgId: string, prefix: string): Sql => sql`
  select order_id as id, placed_at from order_search_codes s where ${beginning(orgId, prefix)}`

/** The newest of each code. */
export const newestWithCodes = (orgId: string, codes: string[], max: number): Sql => sql`
  select c.id, c.placed_at from unnest(${codes}::text[]) as w (code)
  cross join lateral (
    select order_id as id, placed_at from order_search_codes
    where org_id = ${orgId} and code = w.code
    order by placed_at desc, order_id desc limit ${max}
  ) c`
