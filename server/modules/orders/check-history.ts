import { sql } from 'kysely'
import { changedSince, type Finding, type Scope } from '#platform/check.ts'
import type { Db } from '#platform/database.ts'
import { sortedJson } from '#platform/sorted-json.ts'
import { foldOrder, type OrderEvent } from './fold.ts'
import { readOrders } from './read-orders.ts'

const PAGE_ORDERS = 500
const FINDINGS_MAX = 100

/** Tells each order again from its history and compares: a page at a time, whatever there is. */
export async function historyDiffers(db: Db, scope: Scope): Promise<Finding[]> {
  const findings: Finding[] = []
  for (let after: string | undefined; findings.length < FINDINGS_MAX;) {
    const ids = await listIds(db, scope, after)
    if (ids.length === 0) break
    findings.push(...(await differingOf(db, scope.orgId, ids)))
    after = ids.at(-1)
  }
  return findings.slice(0, FINDINGS_MAX)
}

async function listIds(db: Db, scope: Scope, after: string | undefined): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from orders
    where org_id = ${scope.orgId} and ${changedSince('updated_at', scope)}
      and ${after === undefined ? sql<boolean>`true` : sql<boolean>`id > ${after}::uuid`}
    order by id limit ${PAGE_ORDERS}`.execute(db)
  return rows.map(({ id }) => id)
}

async function differingOf(db: Db, orgId: string, ids: string[]): Promise<Finding[]> {
  const orders = await readOrders(db, orgId, ids)
  const events = await listEventsOf(db, orgId, ids)
  return [...orders.values()].flatMap((order) => {
    const told = foldOrder(events.get(order.id) ?? [])
    if (sortedJson(told) === sortedJson(order)) return []
    return [{ subject: order.number, detail: 'the history tells another order' }]
  })
}

type Told = OrderEvent & { id: string }

async function listEventsOf(db: Db, orgId: string, ids: string[]): Promise<Map<string, Told[]>> {
  const { rows } = await sql<Told>`
    select subject_id as id, type, at, data from history
    where org_id = ${orgId} and subject_type = 'order' and subject_id = any(${ids}::text[])
    order by subject_id, at, id`.execute(db)
  return Map.groupBy(rows, ({ id }) => id)
}
