import { canBeAsked, findAdapter } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { endDeadLetters, hasDeadLetter } from '#platform/jobs-runtime/dead-letters.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { listAccounts, type StoreAccount } from '#stores'
import type { StoreLags } from '../metrics.ts'
import { POLL_STORE } from './poll-store.ts'
import { watchLag } from './watch-lag.ts'

export const POLL_STORES = 'intake.poll_stores'

/**
 * Starts one job for each store that is due, so that a slow platform never delays another. If that
 * fails for a store, the others get their jobs before the failure is thrown. It would fail again
 * each minute, so there is one dead letter of it, which ends once no store fails any more.
 */
export async function pollStores(ctx: Ctx, lags: StoreLags): Promise<void> {
  const failures: unknown[] = []
  for (const account of await listAccounts(ctx.db, ctx.orgId)) {
    try {
      await pollOne(ctx, account, lags)
    } catch (error) {
      ctx.log.error({ err: error, storeId: account.id }, 'intake.poll_failed')
      failures.push(error)
    }
  }
  const alike = { job: POLL_STORES, with: {} }
  const isTold = await hasDeadLetter(ctx.db, ctx.orgId, alike)
  if (failures.length > 0 && !isTold) throw failures[0]
  if (failures.length > 0 || !isTold) return
  const reason = 'No store has failed since.'
  await inTransaction(ctx.db, (tx) => endDeadLetters(ctx, tx, { ...alike, reason }))
}

async function pollOne(ctx: Ctx, account: StoreAccount, lags: StoreLags): Promise<void> {
  const now = ctx.clock.now().getTime()
  const { id, platform, state } = account
  const adapter = findAdapter(platform)
  if (state !== 'active' || !adapter || !canBeAsked(ctx, account)) return
  const sync = await watchLag(ctx, account, lags)
  const polledAt = sync?.polledAt?.getTime() ?? 0
  // This runs every minute, and a little early is no reason to skip a poll. The difference may be
  // negative where our clock was ahead, which must not stop polling until that time has come.
  if (Math.abs(now - polledAt) < adapter.limits.pollEveryS * 1_000 - EARLY_MS) return
  // While all workers are busy, polls do not pile up: the key lets one poll of a store wait.
  const key = `poll ${id} ${polledAt}`
  await inTransaction(ctx.db, (tx) =>
    enqueue(tx, POLL_STORE, { storeId: id }, { orgId: ctx.orgId, key }),
  )
}

const EARLY_MS = 5_000
