import type { Ctx } from '#platform/context.ts'
import { forPerson } from '#platform/outbound.ts'
import { noteWebhookAddress } from '#stores'
import { ChannelProblem, refusedBecause } from '../problems.ts'
import { connectStore, missingCredentials } from './connection.ts'
import { noteTrouble } from './note-trouble.ts'
import { wordsOf } from './words-of.ts'

export type ConnectionTest = {
  ok: boolean
  name: string | null
  details: string[]
  problem: string | null
}

/** Calls the platform without changing anything there. That it fails is an answer and no error. */
export async function tryStore(ctx: Ctx, storeId: string): Promise<ConnectionTest> {
  const { account, client } = await connectStore(askedBy(ctx), storeId)
  const missing = missingCredentials(ctx, account)
  if (missing.length > 0) return failed(`Not given yet: ${missing.join(', ')}.`)
  try {
    const test = await client.test()
    await noteTrouble(ctx, storeId, null)
    return { ok: true, problem: null, ...test }
  } catch (error) {
    const problem = wordsOf(error)
    await noteTrouble(ctx, storeId, problem)
    return failed(problem)
  }
}

const failed = (problem: string): ConnectionTest => ({
  ok: false,
  name: null,
  details: [],
  problem,
})

/** Makes or repairs what the platform needs to tell us of orders by itself, and keeps it up. */
export async function ensureWebhooks(
  ctx: Ctx,
  storeId: string,
  address: string,
): Promise<{ done: string[] }> {
  const { client } = await connectStore(askedBy(ctx), storeId)
  if (!client.ensureWebhooks) throw ChannelProblem.not_supported()
  try {
    const work = await client.ensureWebhooks(address)
    await noteWebhookAddress(ctx.db, ctx.orgId, { storeId, address })
    return work
  } catch (error) {
    throw refusedBecause('platform_refused', wordsOf(error))
  }
}

const askedBy = (ctx: Ctx): Ctx => ({ ...ctx, outbound: forPerson(ctx.outbound) })
