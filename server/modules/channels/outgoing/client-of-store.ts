import type { Ctx } from '#platform/context.ts'
import { findAccount, type StoreAccount } from '#stores'
import type { Client } from '../adapter.ts'
import { clientOf } from '../connections/connection.ts'
import { findAdapter } from '../registry.ts'
import { PlatformBusy } from './platform-busy.ts'

/**
 * How often a paused store is looked at again. When its pause ends, what waits in rows is pushed at
 * once; this is for pushes that have no row yet.
 */
const PAUSED_S = 900

/** The client of a store; undefined where the platform can no longer be called. */
export async function clientOfStore(
  ctx: Ctx,
  storeId: string,
): Promise<{ client: Client; account: StoreAccount } | undefined> {
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  const adapter = account && findAdapter(account.platform)
  if (!adapter || account.state === 'disconnected') return undefined
  if (account.state === 'paused') throw new PlatformBusy('The store is paused.', PAUSED_S)
  const client = clientOf(ctx, account, adapter)
  return client && { client, account }
}
