import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { codeOf, SQLSTATE } from '#platform/database-errors.ts'
import {
  findAccount,
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
import { refuseInnerAddress, refuseStrangers, refuseUnknownMode } from './add-store.ts'
import { noteTrouble } from './note-trouble.ts'
import { storeSettings } from './settings.ts'
import { tryAccount } from './try-account.ts'

type Version = { storeId: string; expectedVersion?: number | undefined }

type ChangeStore = Version & { change: ChangeStoreBody }

/** As `changeStore`, but another account or address is first tried on the platform. */
export async function mendStore(ctx: Ctx, command: ChangeStore): Promise<StoreAccount> {
  const { storeId, change } = command
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  if (!account) throw ChannelProblem.store_not_found()
  const place = placeOf(ctx, account, change)
  const isSame = place.uid === account.uid && place.baseUrl === account.baseUrl
  // Only a wrong account is refused: wrong credentials are replaced afterwards, for the new one.
  const trouble = isSame ? null : await tryAccount(ctx, { ...account, ...place }, ['rejected'])
  return withTrouble(ctx, await changeStore(ctx, command), trouble)
}

async function withTrouble(ctx: Ctx, account: StoreAccount, trouble: string | null) {
  if (trouble === null) return account
  await noteTrouble(ctx, account.id, trouble)
  return (await findAccount(ctx.db, ctx.orgId, account.id)) ?? account
}

/** Name, account, address, settings, and whether it is served at all. */
export function changeStore(ctx: Ctx, command: ChangeStore): Promise<StoreAccount> {
  const { change } = command
  return changeAccount(ctx, command, {
    event: change.state ? `store.${change.state}` : 'store.changed',
    change: (account) => {
      const isOther = change.state !== undefined || change.uid !== undefined
      if (isOther && isOwn(account)) throw ChannelProblem.store_is_own()
      refuseUnknownMode(change.settings?.mode, findAdapter(account.platform)?.modes)
      return {
        ...{ ...account, ...placeOf(ctx, account, change), name: change.name ?? account.name },
        state: change.state ?? account.state,
        settings: { ...account.settings, ...change.settings },
      }
    },
  })
}

/** Which account it is, and where it is called. */
function placeOf(
  ctx: Ctx,
  account: StoreAccount,
  { uid: typed, baseUrl }: ChangeStoreBody,
): Pick<StoreAccount, 'uid' | 'baseUrl'> {
  const adapter = findAdapter(account.platform)
  const uid = typed === undefined ? account.uid : (adapter?.uidOf?.(typed) ?? typed)
  const said = baseUrl ?? (typed && adapter?.addressIn?.(typed))
  if (said) refuseInnerAddress(ctx, said)
  // Where the account is an address itself, another one leads elsewhere.
  const isElsewhere = baseUrl === null || (typed !== undefined && adapter?.addressIn !== undefined)
  return { uid, baseUrl: said ?? (isElsewhere ? null : account.baseUrl) }
}

type ReplaceCredentials = Version & { credentials: Record<string, string>; overlapHours: number }

/** As `replaceCredentials`; the platform is tried with them first, as when a store is connected. */
export async function mendCredentials(
  ctx: Ctx,
  command: ReplaceCredentials,
): Promise<StoreAccount> {
  const account = await findAccount(ctx.db, ctx.orgId, command.storeId)
  if (!account) throw ChannelProblem.store_not_found()
  const next = withCredentials(ctx, account, command)
  // What only messages are signed with opens nothing that could be tried.
  const opens = Object.keys(command.credentials).some((name) => !name.startsWith('webhookSecret'))
  const trouble = opens ? await tryAccount(ctx, next, ['rejected', 'credentials']) : null
  return withTrouble(ctx, await replaceCredentials(ctx, command), trouble)
}

/** New secrets; the old ones stay valid for the overlap, since messages are under way. */
export function replaceCredentials(ctx: Ctx, command: ReplaceCredentials): Promise<StoreAccount> {
  const { credentials, overlapHours } = command
  return changeAccount(ctx, command, {
    event: 'store.credentials_replaced',
    data: { names: Object.keys(credentials), overlapHours },
    change: (account) => withCredentials(ctx, account, command),
  })
}

function withCredentials(
  ctx: Ctx,
  account: StoreAccount,
  { credentials, overlapHours }: ReplaceCredentials,
): StoreAccount {
  refuseStrangers(Object.keys(credentials), findAdapter(account.platform)?.fields ?? [])
  const before = openCredentials(ctx.secrets, account.id, account.credentialsSealed)
  const times = { now: ctx.clock.now(), overlapMs: overlapHours * 3_600_000 }
  const after = replaced(before, credentials, times)
  return { ...account, credentialsSealed: sealCredentials(ctx.secrets, account.id, after) }
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
    const next = change(before)
    const after = { ...withoutMended(before, next), version: before.version + 1 }
    await saveAccount(tx, after).catch((error: unknown) => {
      throw codeOf(error) === SQLSTATE.uniqueViolation ? ChannelProblem.store_taken() : error
    })
    // A new buffer or the end of a pause may give each of its listings another number.
    await markStore(tx, ctx.orgId, storeId, { isUnseen: isUnseen(before, after) })
    const subject = { type: 'store', id: storeId }
    const told = { storeId, version: after.version, ...data, ...differences(before, after) }
    await ctx.emit(tx, { type: event, subject, data: told })
    await audit.record(ctx, tx, { action: event, subject, ...differences(before, after) })
    return after
  })
}

/**
 * While a store is told of no stock, people set their numbers there by hand, and what it shows is
 * not read; at another address nobody has looked yet.
 */
function isUnseen(before: StoreAccount, after: StoreAccount): boolean {
  const isTold = ({ state, settings }: StoreAccount) =>
    state === 'active' && storeSettings(settings).pushesStock
  const isElsewhere = before.uid !== after.uid || before.baseUrl !== after.baseUrl
  return isElsewhere || (isTold(after) && !isTold(before))
}

const WHAT_OPENS = ['uid', 'baseUrl', 'state', 'credentialsSealed'] as const

/** The trouble may be over with this change; the next call to the platform will tell. */
function withoutMended(before: StoreAccount, next: StoreAccount): StoreAccount {
  const isSame = WHAT_OPENS.every((name) => before[name] === next[name])
  return isSame ? next : { ...next, trouble: null, troubleSince: null }
}

/** Without the credentials, sealed as they are: they stand in no history. */
function differences(before: StoreAccount, after: StoreAccount) {
  const of = ({ name, uid, baseUrl, state, settings }: StoreAccount) => ({
    ...{ name, uid, baseUrl, state, settings },
  })
  return { before: of(before), after: of(after) }
}

const isOwn = ({ platform, uid }: StoreAccount): boolean => platform === 'website' && uid === 'own'
