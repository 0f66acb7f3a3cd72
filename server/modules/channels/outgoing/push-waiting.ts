import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { listWaiting } from './store.ts'

const PAGE = 500

/** A store goes on: what waited for that is told now, whatever has become of its jobs. */
export async function pushWaiting(ctx: Ctx, storeId: string): Promise<void> {
  const { db, orgId, actor, cause } = ctx
  for (let after: string | undefined; ;) {
    const ids = await listWaiting(db, orgId, { storeId, after, limit: PAGE })
    await inTransaction(db, async (tx) => {
      for (const outgoingId of ids) {
        await enqueue(tx, 'channels.push_again', { outgoingId }, { orgId, actor, cause })
      }
    })
    if (ids.length < PAGE) return
    after = ids.at(-1)
  }
}
