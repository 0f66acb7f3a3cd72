import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { findAccount } from '#stores'
import { storeSettings } from '../connections/settings.ts'
import { listWaiting } from './store.ts'

const PAGE = 500

/**
 * A store goes on, or is told of parcels from now on: what waited for that is told now, whatever
 * has become of its jobs.
 */
export async function pushWaiting(ctx: Ctx, storeId: string): Promise<void> {
  const { db, orgId, actor, cause } = ctx
  const account = await findAccount(db, orgId, storeId)
  if (account?.state !== 'active') return
  const without = storeSettings(account.settings).pushesShipments ? undefined : 'shipment'
  for (let after: string | undefined; ;) {
    const ids = await listWaiting(db, orgId, { storeId, without, after, limit: PAGE })
    await inTransaction(db, async (tx) => {
      for (const outgoingId of ids) {
        await enqueue(tx, 'channels.push_again', { outgoingId }, { orgId, actor, cause })
      }
    })
    if (ids.length < PAGE) return
    after = ids.at(-1)
  }
}
