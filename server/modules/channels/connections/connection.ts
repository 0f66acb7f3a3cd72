import type { Ctx } from '#platform/context.ts'
import { findAccount, openCredentials, type StoreAccount } from '#stores'
import type { Adapter, Client, Connection } from '../adapter.ts'
import { ChannelProblem } from '../problems.ts'
import { findAdapter } from '../registry.ts'

export type Connected = { account: StoreAccount; adapter: Adapter; client: Client }

/** The store with its client; refuses where its platform cannot be called. */
export async function connectStore(ctx: Ctx, storeId: string): Promise<Connected> {
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  if (!account) throw ChannelProblem.store_not_found()
  const adapter = findAdapter(account.platform)
  const client = adapter && clientOf(ctx, account, adapter)
  if (!client) throw ChannelProblem.not_supported()
  return { account, adapter, client }
}

/** Whether the platform has orders that can be asked for: otherwise it only tells of them. */
export function canBeAsked(ctx: Ctx, account: StoreAccount): boolean {
  const adapter = findAdapter(account.platform)
  const client = adapter && clientOf(ctx, account, adapter)
  return client !== undefined && !client.hasNoList
}

/** Undefined when the platform has no interface, or the store lacks the credentials for it. */
export function clientOf(ctx: Ctx, account: StoreAccount, adapter: Adapter): Client | undefined {
  if (!adapter.connect) return undefined
  const connection = connectionOf(ctx, account)
  const { requestsPerSecond, burst, concurrency, attemptTimeLimitMs } = adapter.limits
  ctx.outbound.limit(`${adapter.platform}/${account.id}`, {
    ...{ perSecond: requestsPerSecond, burst, inFlightMax: concurrency },
    ...(attemptTimeLimitMs && { attemptTimeLimitMs }),
  })
  return adapter.connect(connection)
}

/** What people call the required credentials that nobody has given yet. */
export function missingCredentials(ctx: Ctx, account: StoreAccount): string[] {
  const { values } = openCredentials(ctx.secrets, account.id, account.credentialsSealed)
  const fields = findAdapter(account.platform)?.fields ?? []
  return fields
    .filter(({ name, isRequired }) => isRequired && !values[name])
    .map(({ label }) => label)
}

function connectionOf(ctx: Ctx, account: StoreAccount): Connection {
  const { values } = openCredentials(ctx.secrets, account.id, account.credentialsSealed)
  return {
    ...{ storeId: account.id, uid: account.uid, baseUrl: account.baseUrl, credentials: values },
    ...{ settings: account.settings, outbound: ctx.outbound, now: () => ctx.clock.now() },
  }
}
