import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { findAccount, type StoreAccount } from '#stores'
import { storeSettings } from '../connections/settings.ts'
import { findAdapter } from '../registry.ts'
import { listWaiting } from './store.ts'

const MINUTE_MS = 60_000
/**
 * One parcel takes about half of these calls; the rest leaves room for everything else that is
 * told.
 */
const CALLS_PER_PUSH = 4

type WaitingOf = {
  storeId: string
  /** The last row that the previous run has pushed. */
  afterId?: string | undefined
  /** The version of the store when this round began. */
  version?: number | undefined
}

/**
 * Pushes what has waited while a store was paused or was told of no parcels, whatever became of its
 * jobs. One run pushes no more than the platform takes in a minute: so a backlog of months holds up
 * no other store, and its rest is not pushed once the store is paused again. Each change of the
 * store starts a new round, and ends the one before.
 */
export async function pushWaiting(
  ctx: Ctx,
  { storeId, afterId, version }: WaitingOf,
): Promise<void> {
  const { db, orgId, actor, cause } = ctx
  const account = await findAccount(db, orgId, storeId)
  if (account?.state !== 'active' || account.version !== (version ?? account.version)) return
  const without = storeSettings(account.settings).pushesShipments ? undefined : 'shipment'
  const limit = perMinute(account)
  const ids = await listWaiting(db, orgId, { storeId, without, after: afterId, limit })
  await inTransaction(db, async (tx) => {
    for (const outgoingId of ids) {
      await enqueue(tx, 'channels.push_again', { outgoingId }, { orgId, actor, cause })
    }
    if (ids.length < limit) return
    const startAfter = new Date(ctx.clock.now().getTime() + MINUTE_MS)
    const rest = { storeId, afterId: ids.at(-1), version: account.version }
    await enqueue(tx, 'channels.push_waiting', rest, { orgId, actor, cause, startAfter })
  })
}

function perMinute({ platform }: StoreAccount): number {
  const perSecond = findAdapter(platform)?.limits.requestsPerSecond ?? 1
  return Math.max(1, Math.floor((perSecond * 60) / CALLS_PER_PUSH))
}
