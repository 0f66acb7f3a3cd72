import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import {
  lockAccount,
  openCredentials,
  replaced,
  saveAccount,
  sealCredentials,
  type StoreAccount,
} from '#stores'
import type { ChangeStoreBody } from '../contract.ts'
import { ChannelProblem } from '../problems.ts'
import { findAdapter } from '../registry.ts'
import { markStore } from '../stock/store.ts'
import { refuseInnerAddress, refuseStrangers } from './add-store.ts'

type Version = { storeId: string; expectedVersion?: number | undefined }

/** Name, address, settings, and whether it is served at all. */
export function changeStore(
  ctx: Ctx,
  command: Version & { change: ChangeStoreBody },
): Promise<StoreAccount> {
  const { change } = command
  if (change.baseUrl) refuseInnerAddress(ctx, change.baseUrl)
  return changeAccount(ctx, command, {
    event: change.state ? `store.${change.state}` : 'store.changed',
    change: (account) => {
      if (change.state && isOwn(account)) throw ChannelProblem.store_is_own()
      return {
        ...account,
        name: change.name ?? account.name,
        baseUrl: change.baseUrl === undefined ? account.baseUrl : change.baseUrl,
        state: change.state ?? account.state,
        settings: { ...account.settings, ...change.settings },
      }
    },
  })
}

/** New secrets; the old ones stay valid for the overlap, since messages are under way. */
export function replaceCredentials(
  ctx: Ctx,
  command: Version & { credentials: Record<string, string>; overlapHours: number },
): Promise<StoreAccount> {
  const { credentials, overlapHours } = command
  return changeAccount(ctx, command, {
    event: 'store.credentials_replaced',
    data: { names: Object.keys(credentials), overlapHours },
    change: (account) => {
      refuseStrangers(Object.keys(credentials), findAdapter(account.platform)?.fields ?? [])
      const before = openCredentials(ctx.secrets, account.id, account.credentialsSealed)
      const times = { now: ctx.clock.now(), overlapMs: overlapHours * 3_600_000 }
      const after = replaced(before, credentials, times)
      return { ...account, credentialsSealed: sealCredentials(ctx.secrets, account.id, after) }
    },
  })
}

type Change = {
  event: string
  data?: Record<string, unknown>
  change: (account: StoreAccount) => StoreAccount
}

async function changeAccount(
  ctx: Ctx,
  { storeId, expectedVersion }: Version,
  { event, data, change }: Change,
): Promise<StoreAccount> {
  return inTransaction(ctx.db, async (tx) => {
    const before = await lockAccount(tx, ctx.orgId, storeId)
    if (!before) throw ChannelProblem.store_not_found()
    if (expectedVersion !== undefined && expectedVersion !== before.version) {
      throw ChannelProblem.store_changed({ version: before.version })
    }
    const after = { ...change(before), version: before.version + 1 }
    await saveAccount(tx, after)
    // Another buffer, or going on after a pause: its listings may have other numbers.
    await markStore(tx, ctx.orgId, storeId)
    const subject = { type: 'store', id: storeId }
    const told = { storeId, ...data, ...differences(before, after) }
    await ctx.emit(tx, { type: event, subject, data: told })
    await audit.record(ctx, tx, { action: event, subject, ...differences(before, after) })
    return after
  })
}

/** Without the credentials, sealed as they are: they stand in no history. */
function differences(before: StoreAccount, after: StoreAccount) {
  const of = ({ name, baseUrl, state, settings }: StoreAccount) => ({
    ...{ name, baseUrl, state, settings },
  })
  return { before: of(before), after: of(after) }
}

const isOwn = ({ platform, uid }: StoreAccount): boolean => platform === 'website' && uid === 'own'
