import * as access from '#access'
import type { SubjectKind, SubjectKinds } from '#audit'
import * as catalog from '#catalog'
import * as customers from '#customers'
import * as orders from '#orders'
import type { Db } from '#platform/database.ts'
import * as stock from '#stock'
import * as stores from '#stores'

/**
 * What people call the subjects of the audit log. SKUs, settings and types of products are missing:
 * their ids are their names.
 */
export const subjectKinds: SubjectKinds = {
  customer: { labels: namesFrom(customers.listCustomerNames), permission: 'customers.read' },
  key: { labels: namesOfActors('key') },
  location: { labels: namesFrom(stock.listLocationNames) },
  order: { labels: orders.orderNumbers },
  // An org speaks of itself only in its log.
  org: { labels: namesFrom(async (db, orgId) => [await access.findOrg(db, orgId)]) },
  product: { labels: namesFrom(catalog.listProductNames) },
  role: { labels: namesFrom(access.listRoleNames) },
  store: { labels: namesFrom(stores.listStoreNames) },
  user: { labels: namesOfActors('user') },
}

type Named = { id: string; name: string }
type ListNames = (db: Db, orgId: string, ids: string[]) => Promise<(Named | undefined)[]>

function namesFrom(list: ListNames): SubjectKind['labels'] {
  return async (...args) => {
    const rows = await list(...args)
    return new Map(rows.flatMap((row) => (row ? [[row.id, row.name] as const] : [])))
  }
}

function namesOfActors(type: 'key' | 'user'): SubjectKind['labels'] {
  return (db, orgId, ids) => {
    const actors = ids.map((id) => ({ type, id }))
    return access.namesOf(db, orgId, actors)
  }
}
