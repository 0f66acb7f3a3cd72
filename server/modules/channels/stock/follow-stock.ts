import { ADVISORY_LOCKS } from '#platform/advisory-locks.ts'
import type { Runtime } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { type Follower, moveToNow, type Told } from '#platform/follow-history.ts'
import { markAll, markSkus } from './store.ts'

/** Every change of stock makes its listings wait for a push; many changes of one SKU are one. */
export const stockFollower = ({ db }: Pick<Runtime, 'db'>): Follower => ({
  ...{ name: 'stock_push', lock: ADVISORY_LOCKS.stockPush, batch: 2_000 },
  types: ['order.placed', 'stock.changed'],
  follow: (tx, rows) => markSkus(tx, changedSkus(rows)),
  anew: () =>
    inTransaction(db, async (tx) => {
      await moveToNow(tx, 'stock_push')
      await markAll(tx)
    }),
})

function changedSkus(rows: Told[]): { orgId: string; sku: string }[] {
  const changed = new Map<string, { orgId: string; sku: string }>()
  for (const { orgId, type, subjectId, data } of rows) {
    const skus = type === 'stock.changed' ? [subjectId] : skusOf(data)
    for (const sku of skus) changed.set(`${orgId}/${sku}`, { orgId, sku })
  }
  // Always in the same order, so that two who mark never wait for each other.
  return [...changed].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

const skusOf = ({ lines }: Record<string, unknown>): string[] =>
  Array.isArray(lines)
    ? lines.flatMap((line: { sku?: unknown }) => (typeof line.sku === 'string' ? [line.sku] : []))
    : []
