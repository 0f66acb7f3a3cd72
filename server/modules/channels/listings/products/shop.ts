import type { Ctx } from '#platform/context.ts'
import { findAccount } from '#stores'
import type { Client } from '../../adapter.ts'
import { clientOf } from '../../connections/connection.ts'
import { storeSettings } from '../../connections/settings.ts'
import { ChannelProblem } from '../../problems.ts'
import { findAdapter } from '../../registry.ts'

/** The store as far as it matters for its products. */
export type Shop = {
  storeId: string
  platform: string
  client: Client | undefined
  /** How many listings one call may ask for. */
  limit: number
  buffer: number
  /** Whether it is told of our stock. */
  isTold: boolean
}

export async function shopOf(ctx: Ctx, storeId: string): Promise<Shop> {
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  if (!account) throw ChannelProblem.store_not_found()
  const adapter = findAdapter(account.platform)
  const client = adapter && clientOf(ctx, account, adapter)
  const { buffer, pushesStock } = storeSettings(account.settings)
  const isTold = pushesStock && account.state === 'active' && client?.pushStock !== undefined
  const { platform } = account
  const limit = adapter?.limits.stockBatchMax ?? 1
  return { storeId, platform, client, limit, buffer, isTold }
}
