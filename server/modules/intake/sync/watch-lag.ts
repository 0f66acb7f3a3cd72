import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { defineSetting, readSetting } from '#settings'
import type { StoreAccount } from '#stores'
import type { StoreLags } from '../metrics.ts'
import { readProof } from './completeness.ts'
import { markLagging, type SyncState } from './store.ts'

export const lagAlarmMinutes = defineSetting({
  key: 'intake.lag_alarm_minutes',
  schema: z.int().min(5).max(1_440),
  standard: 30,
  help: 'After so many minutes without proof that no order of a store is missing, people are told.',
})

const S_PER_MINUTE = 60

/** Tells people once when a store falls behind, and once when it has caught up. */
export async function watchLag(
  ctx: Ctx,
  account: StoreAccount,
  lags: StoreLags,
): Promise<SyncState | undefined> {
  const { lagS, through, sync } = await readProof(ctx, account)
  lags.note(account, lagS)
  const isLagging = lagS > (await readSetting(ctx, lagAlarmMinutes)) * S_PER_MINUTE
  await inTransaction(ctx.db, async (tx) => {
    if (!(await markLagging(tx, ctx.orgId, account.id, isLagging))) return
    const subject = { type: 'store', id: account.id }
    const data = {
      ...{ storeId: account.id, store: account.name, lagS },
      ...{ through: through?.toISOString() ?? null, lastError: sync?.lastError ?? null },
    }
    await ctx.emit(tx, { type: isLagging ? 'store.lagging' : 'store.caught_up', subject, data })
  })
  return sync
}
