import type { Db } from '#platform/database.ts'

export type Mover = { type: string; id: string | null }

/** What other modules know of the goods, and of those who moved them. */
export type Told = {
  /** What was sold short per SKU: only the lines of orders know it. */
  listShort: (db: Db, orgId: string, skus: string[]) => Promise<Map<string, number>>
  /** By their ids. */
  moverNames: (db: Db, orgId: string, movers: Mover[]) => Promise<Map<string, string>>
  /** By the ids of the orders; a reservation by hand has none. */
  orderNumbers: (db: Db, orgId: string, ids: string[]) => Promise<Map<string, string>>
}
