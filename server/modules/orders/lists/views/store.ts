import type { Db, Tx } from '#platform/database.ts'
import type { OrderFilter } from '../contract.ts'
import type { Sort } from '../page.ts'
import { tables } from './tables.ts'

export type View = {
  id: string
  ownerId: string
  name: string
  filter: OrderFilter
  sort: Sort
  columns: string[]
  shared: boolean
  version: number
  createdAt: Date
  updatedAt: Date
}

const selected = (db: Db, orgId: string) =>
  tables(db)
    .selectFrom('order_views')
    .select(['id', 'owner_id as ownerId', 'name', 'columns', 'shared', 'version'])
    .select(['created_at as createdAt', 'updated_at as updatedAt'])
    .select((eb) => eb.ref('filter').$castTo<OrderFilter>().as('filter'))
    .select((eb) => eb.ref('sort').$castTo<Sort>().as('sort'))
    .where('org_id', '=', orgId)

/** One's own, and what others share. */
export function listViews(
  db: Db,
  orgId: string,
  { ownerId, max }: { ownerId: string; max: number },
): Promise<View[]> {
  const own = selected(db, orgId).where('owner_id', '=', ownerId)
  const others = selected(db, orgId).where('shared', '=', true).where('owner_id', '<>', ownerId)
  return own.unionAll(others).orderBy('name').orderBy('id').limit(max).execute()
}

/** What somebody may not see is not there for them. */
export function findView(
  db: Db,
  orgId: string,
  { id, ownerId }: { id: string; ownerId: string },
): Promise<View | undefined> {
  return visible(db, orgId, { id, ownerId }).executeTakeFirst()
}

export function lockView(
  tx: Tx,
  orgId: string,
  which: { id: string; ownerId: string },
): Promise<View | undefined> {
  return visible(tx, orgId, which).forUpdate().executeTakeFirst()
}

const visible = (db: Db, orgId: string, { id, ownerId }: { id: string; ownerId: string }) =>
  selected(db, orgId)
    .where('id', '=', id)
    .where(({ eb, or }) => or([eb('owner_id', '=', ownerId), eb('shared', '=', true)]))

export async function countViews(db: Db, orgId: string, ownerId: string): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('order_views')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .where('owner_id', '=', ownerId)
    .executeTakeFirstOrThrow()
  return count
}

export async function insertView(tx: Tx, orgId: string, view: View): Promise<void> {
  await tables(tx)
    .insertInto('order_views')
    .values({ org_id: orgId, owner_id: view.ownerId, created_at: view.createdAt, ...rowOf(view) })
    .execute()
}

export async function saveView(tx: Tx, orgId: string, view: View): Promise<void> {
  await tables(tx)
    .updateTable('order_views')
    .set(rowOf(view))
    .where('org_id', '=', orgId)
    .where('id', '=', view.id)
    .execute()
}

function rowOf({ id, name, filter, sort, columns, shared, version, updatedAt }: View) {
  const json = { filter: JSON.stringify(filter), sort: JSON.stringify(sort) }
  return { id, name, columns, shared, version, updated_at: updatedAt, ...json }
}

export async function removeView(tx: Tx, orgId: string, id: string): Promise<void> {
  await tables(tx)
    .deleteFrom('order_views')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}
