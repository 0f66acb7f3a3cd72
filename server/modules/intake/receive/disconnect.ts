import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { lockAccount, saveAccount } from '#stores'

/**
 * The platform has said that our app was removed there. The store is disconnected, so that people
 * see it and nothing is sent to the platform any more.
 */
export async function disconnectStore(ctx: Ctx, storeId: string, reason: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const account = await lockAccount(tx, ctx.orgId, storeId)
    if (!account || account.state === 'disconnected') return
    await saveAccount(tx, { ...account, state: 'disconnected', version: account.version + 1 })
    const subject = { type: 'store', id: storeId }
    await ctx.emit(tx, { type: 'store.disconnected', subject, data: { storeId, reason } })
  })
}
