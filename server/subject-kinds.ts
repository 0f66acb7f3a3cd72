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
  customer: { labels: customers.customerNames, permission: 'customers.read' },
  key: { labels: namesOfActors('key') },
  location: { labels: stock.locationNames },
  order: { labels: orders.orderNumbers },
  org: { labels: ownName },
  product: { labels: catalog.productLabels },
  role: { labels: access.roleNames },
  store: { labels: stores.storeNames },
  user: { labels: namesOfActors('user') },
}

/** An org speaks of itself only in its log. */
async function ownName(db: Db, orgId: string): Promise<Map<string, string>> {
  const org = await access.findOrg(db, orgId)
  return new Map(org ? [[org.id, org.name]] : [])
}

function namesOfActors(type: 'key' | 'user'): SubjectKind['labels'] {
  return (db, orgId, ids) => {
    const actors = ids.map((id) => ({ type, id }))
    return access.namesOf(db, orgId, actors)
  }
}
