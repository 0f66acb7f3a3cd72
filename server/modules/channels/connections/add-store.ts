import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { newId, newToken } from '#platform/random.ts'
import { findAccount, insertStore, sealCredentials, type StoreAccount } from '#stores'
import type { AddStoreBody } from '../contract.ts'
import { ChannelProblem } from '../problems.ts'
import { findAdapter } from '../registry.ts'

/** Connects an account. What can only be found out by calling the platform is a job's work. */
export async function addStore(ctx: Ctx, body: AddStoreBody): Promise<StoreAccount> {
  const { platform, name, baseUrl, settings, credentials } = body
  const adapter = findAdapter(platform)
  if (!adapter) throw ChannelProblem.platform_unknown()
  const uid = adapter.uidOf?.(body.uid) ?? body.uid
  refuseStrangers(Object.keys(credentials), adapter.fields)
  if (baseUrl !== undefined) refuseInnerAddress(ctx, baseUrl)
  const id = newId()
  const sealed = sealCredentials(ctx.secrets, id, { values: credentials, previous: [] })
  return inTransaction(ctx.db, async (tx) => {
    const isNew = await insertStore(tx, ctx.orgId, {
      ...{ id, key: newToken(12), platform, uid, name, credentialsSealed: sealed },
      ...{ baseUrl: baseUrl ?? null, settings: settings ?? {} },
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

/** Said when it is typed; the guard of the call itself looks again at what the name leads to. */
export function refuseInnerAddress(ctx: Ctx, address: string): void {
  const refusal = ctx.outbound.refusalOf(address)
  if (!refusal) return
  const errors = [{ pointer: '/body/baseUrl', detail: `The address ${refusal}.` }]
  throw HttpProblem.invalid_request({ errors })
}
