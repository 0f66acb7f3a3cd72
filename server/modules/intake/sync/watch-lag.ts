import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import type { StoreAccount } from '#stores'
import type { StoreLags } from '../metrics.ts'
import { readProof } from './completeness.ts'
import { isLagging } from './lag-alarm.ts'
import { markLagging, type SyncState } from './store.ts'

/** Tells people once when a store falls behind, and once when it has caught up. */
export async function watchLag(
  ctx: Ctx,
  account: StoreAccount,
  lags: StoreLags,
): Promise<SyncState | undefined> {
  const { lagS, through, sync } = await readProof(ctx, account)
  lags.note(account, lagS)
  const isLate = await isLagging(ctx, lagS)
  await inTransaction(ctx.db, async (tx) => {
    if (!(await markLagging(tx, ctx.orgId, account.id, isLate))) return
    const subject = { type: 'store', id: account.id }
    const data = {
      ...{ storeId: account.id, store: account.name, lagS },
      ...{ through: through?.toISOString() ?? null, lastError: sync?.lastError ?? null },
    }
    await ctx.emit(tx, { type: isLate ? 'store.lagging' : 'store.caught_up', subject, data })
  })
  return sync
}
