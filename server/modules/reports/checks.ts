import { sql } from 'kysely'
import type { Check, Finding, Scope } from '#platform/check.ts'
import type { Db } from '#platform/database.ts'
import { recount } from './recount.ts'
import { addedUp, type Day, listChangedDays, ROLLUPS, type Rollup } from './store.ts'

const FINDINGS_MAX = 100

export const reportChecks: Check[] = [
  {
    name: 'reports.sales_are_sums',
    rule: 'The figures of each hour are what its orders add up to.',
    find: (db, scope) => differences(db, scope, 'report_sales'),
  },
  {
    name: 'reports.products_are_sums',
    rule: 'The figures of each SKU are what its lines add up to.',
    find: (db, scope) => differences(db, scope, 'report_products'),
  },
]

/** Everything, or the days of those orders that have changed. */
async function differences(db: Db, { orgId, since }: Scope, rollup: Rollup): Promise<Finding[]> {
  if (!since) return compare(db, orgId, rollup)
  const found: Finding[] = []
  for (const day of await listChangedDays(db, orgId, since)) {
    if (found.length >= FINDINGS_MAX) break
    found.push(...(await compare(db, orgId, rollup, day)))
  }
  return found.slice(0, FINDINGS_MAX)
}

async function compare(db: Db, orgId: string, rollup: Rollup, one?: Day): Promise<Finding[]> {
  const { key, sums } = ROLLUPS[rollup]
  const counted = addedUp(rollup, (await recount(db, orgId, one?.around))[rollup])
  const own = key.slice(1).map((name) => sql.ref(name))
  // What only trials have left behind are rows of zeros: they are the same as no rows.
  const all = (of: string) =>
    sql.join(sums.map((name) => sql`coalesce(${sql.ref(`${of}.${name}`)}, 0)`))
  const { rows } = await sql<Finding>`
    select concat_ws(' ', ${sql.join(own)}) as subject,
      format('kept %s, counted %s', array[${all('k')}]::text, array[${all('c')}]::text) as detail
    from (select * from ${sql.table(rollup)} where org_id = ${orgId} and ${isOf(one)}) k
    full join (select * from (${counted}) a where ${isOf(one)}) c using (${sql.join(own)})
    where (${all('k')}) is distinct from (${all('c')})
    limit ${FINDINGS_MAX}
  `.execute(db)
  return rows
}

const isOf = (one: Day | undefined) => (one ? sql`day = ${one.day}::date` : sql`true`)
