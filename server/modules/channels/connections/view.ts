import type { Ctx } from '#platform/context.ts'
import { openCredentials, type StoreAccount } from '#stores'
import type { StoreView } from '../contract.ts'
import { findAdapter } from '../registry.ts'
import { missingCredentials } from './connection.ts'
import { storeSettings } from './settings.ts'

/** `origin`: where we are reached, as far as the caller knows. */
export function viewOfStore(ctx: Ctx, account: StoreAccount, origin: string): StoreView {
  const { id, key, platform, uid, name, state, baseUrl, version, createdAt } = account
  const { trouble: words, troubleSince } = account
  return {
    ...{ id, key, platform, uid, name, state, baseUrl, version },
    title: findAdapter(platform)?.title ?? platform,
    webhookUrl: webhookUrlOf(ctx, account, origin),
    settings: storeSettings(account.settings),
    credentials: credentialNames(ctx, account),
    missing: missingCredentials(ctx, account),
    trouble: words !== null && troubleSince ? { since: troubleSince.toISOString(), words } : null,
    createdAt: createdAt.toISOString(),
  }
}

export const webhookUrlOf = (ctx: Ctx, { key }: { key: string }, origin: string): string =>
  new URL(`/import-orders/${key}`, ctx.config.publicUrl ?? origin).href

function credentialNames(ctx: Ctx, account: StoreAccount): StoreView['credentials'] {
  const { values, previous } = openCredentials(ctx.secrets, account.id, account.credentialsSealed)
  const now = ctx.clock.now()
  return Object.keys(values).map((name) => {
    const ends = previous.filter((one) => one.name === name && new Date(one.until) > now)
    return {
      name,
      isOldValidUntil:
        ends
          .map(({ until }) => until)
          .toSorted()
          .at(-1) ?? null,
    }
  })
}
