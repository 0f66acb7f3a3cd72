import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { newId, newToken } from '#platform/random.ts'
import { findAccount, insertStore, sealCredentials, type StoreAccount } from '#stores'
import type { CredentialField } from '../adapter.ts'
import type { AddStoreBody } from '../contract.ts'
import { ChannelProblem } from '../problems.ts'
import { findAdapter } from '../registry.ts'
import { noteTrouble } from './note-trouble.ts'
import { tryAccount } from './try-account.ts'

/** Connects an account. The platform is asked first, and what it refuses is not kept. */
export async function connectAccount(ctx: Ctx, body: AddStoreBody): Promise<StoreAccount> {
  const draft = draftOf(ctx, body)
  const trouble = await tryAccount(ctx, draft, ['rejected', 'credentials'])
  const account = await keep(ctx, draft)
  if (trouble === null) return account
  await noteTrouble(ctx, account.id, trouble)
  return (await findAccount(ctx.db, ctx.orgId, account.id)) ?? account
}

/** Adds a store without asking its platform, for callers who know that the account is right. */
export const addStore = (ctx: Ctx, body: AddStoreBody): Promise<StoreAccount> =>
  keep(ctx, draftOf(ctx, body))

function draftOf(ctx: Ctx, body: AddStoreBody): StoreAccount {
  const { platform, name, credentials, settings = {} } = body
  const adapter = findAdapter(platform)
  if (!adapter) throw ChannelProblem.platform_unknown()
  const uid = adapter.uidOf?.(body.uid) ?? body.uid
  refuseStrangers(Object.keys(credentials), adapter.fields)
  refuseUnknownMode(settings.mode, adapter.modes)
  const baseUrl = body.baseUrl ?? adapter.addressIn?.(body.uid) ?? null
  if (baseUrl !== null) refuseInnerAddress(ctx, baseUrl)
  const id = newId()
  const values = { ...madeFor(adapter.fields), ...credentials }
  const credentialsSealed = sealCredentials(ctx.secrets, id, { values, previous: [] })
  return {
    ...{ orgId: ctx.orgId, id, key: newToken(12), platform, uid, name, baseUrl, settings },
    ...{ state: 'active', credentialsSealed, trouble: null, troubleSince: null },
    ...{ version: 1, createdAt: ctx.clock.now() },
  }
}

const madeFor = (fields: readonly CredentialField[]): Record<string, string> =>
  Object.fromEntries(fields.filter(({ isMade }) => isMade).map(({ name }) => [name, newToken(32)]))

function keep(ctx: Ctx, draft: StoreAccount): Promise<StoreAccount> {
  const { id, key, platform, uid, name, baseUrl, credentialsSealed, settings } = draft
  return inTransaction(ctx.db, async (tx) => {
    const isNew = await insertStore(tx, ctx.orgId, {
      ...{ id, key, platform, uid, name, baseUrl, credentialsSealed, settings },
    })
    if (!isNew) throw ChannelProblem.store_taken()
    const subject = { type: 'store', id }
    const data = { storeId: id, platform, uid, name }
    await ctx.emit(tx, { type: 'store.connected', subject, data })
    await audit.record(ctx, tx, { action: 'store.connected', subject, after: data })
    return (await findAccount(tx, ctx.orgId, id))!
  })
}

/** A misspelt name would be kept for ever and never be used. */
export function refuseStrangers(names: string[], fields: readonly { name: string }[]): void {
  const known = fields.map(({ name }) => name)
  const errors = names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      pointer: `/body/credentials/${name}`,
      detail: `There is no such credential; this platform has ${known.join(', ') || 'none'}.`,
    }))
  if (errors.length > 0) throw HttpProblem.invalid_request({ errors })
}

/** A misspelt kind of account would silently be served as the usual one. */
export function refuseUnknownMode(
  mode: string | null | undefined,
  modes: readonly { name: string }[] = [],
): void {
  const names = modes.map(({ name }) => name)
  if (!mode || names.includes(mode)) return
  const known = names.join(', ') || 'none'
  const detail = `There is no such kind of account; this platform has ${known}.`
  throw HttpProblem.invalid_request({ errors: [{ pointer: '/body/settings/mode', detail }] })
}

/** Said when it is typed; the guard of the call itself looks again at what the name leads to. */
export function refuseInnerAddress(ctx: Ctx, address: string): void {
  const refusal = ctx.outbound.refusalOf(address)
  if (!refusal) return
  const errors = [{ pointer: '/body/baseUrl', detail: `The address ${refusal}.` }]
  throw HttpProblem.invalid_request({ errors })
}
