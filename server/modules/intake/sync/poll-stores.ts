import { canBeAsked, findAdapter } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { listAccounts, type StoreAccount } from '#stores'
import type { StoreLags } from '../metrics.ts'
import { POLL_STORE } from './poll-store.ts'
import { watchLag } from './watch-lag.ts'

/**
 * Starts one job for each store that is due, so that a slow platform never delays another. If that
 * fails for a store, the others get their jobs before the failure is thrown.
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
  if (failures.length > 0) throw failures[0]
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
