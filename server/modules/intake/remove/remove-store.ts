import * as audit from '#audit'
import { removeListings } from '#channels'
import { hasSold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { breaksReference } from '#platform/database-errors.ts'
import { endDeadLetters } from '#platform/jobs-runtime/dead-letters.ts'
import { deleteStores, lockAccount } from '#stores'
import { IntakeProblem } from '../problems.ts'
import { removeMessages } from './store.ts'

/** Removes a store that has sold nothing, with its listings and all of its messages. */
export async function removeStore(
  ctx: Ctx,
  { storeId, expectedVersion }: { storeId: string; expectedVersion?: number | undefined },
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const sold = await hasSold(tx, ctx.orgId, storeId)
    const account = await lockAccount(tx, ctx.orgId, storeId)
    if (!account) throw IntakeProblem.store_not_found()
    const { platform, uid, name, version } = account
    if (expectedVersion !== undefined && expectedVersion !== version) {
      throw IntakeProblem.store_changed({ version })
    }
    if (platform === 'website' && uid === 'own') throw IntakeProblem.store_is_own()
    if (sold) throw IntakeProblem.store_has_orders()
    await removeMessages(tx, ctx.orgId, storeId)
    await removeListings(tx, ctx.orgId, storeId)
    await deleteStores(tx, ctx.orgId, [storeId]).catch((error: unknown) => {
      throw breaksReference(error) ? IntakeProblem.store_has_keys() : error
    })
    const reason = 'Its store was removed.'
    await endDeadLetters(ctx, tx, { with: { storeId }, reason })
    const subject = { type: 'store', id: storeId }
    const before = { storeId, platform, uid, name }
    await ctx.emit(tx, { type: 'store.removed', subject, data: before })
    await audit.record(ctx, tx, { action: 'store.removed', subject, before })
  })
}
