import type { Ctx } from '#platform/context.ts'
import { OutboundFailure } from '#platform/outbound.ts'
import { noteWebhookAddress } from '#stores'
import { ChannelFailure } from '../adapter.ts'
import { ChannelProblem } from '../problems.ts'
import { connectStore } from './connection.ts'

export type ConnectionTest = {
  ok: boolean
  name: string | null
  details: string[]
  problem: string | null
}

/** Calls the platform without changing anything there. That it fails is an answer and no error. */
export async function tryStore(ctx: Ctx, storeId: string): Promise<ConnectionTest> {
  const { client } = await connectStore(ctx, storeId)
  try {
    return { ok: true, problem: null, ...(await client.test()) }
  } catch (error) {
    return { ok: false, name: null, details: [], problem: wordsOf(error) }
  }
}

/** Makes or repairs what the platform needs to tell us of orders by itself, and keeps it up. */
export async function ensureWebhooks(
  ctx: Ctx,
  storeId: string,
  address: string,
): Promise<{ done: string[] }> {
  const { client } = await connectStore(ctx, storeId)
  if (!client.ensureWebhooks) throw ChannelProblem.not_supported()
  try {
    const work = await client.ensureWebhooks(address)
    await noteWebhookAddress(ctx.db, ctx.orgId, { storeId, address })
    return work
  } catch (error) {
    throw ChannelProblem.platform_refused({ problem: wordsOf(error) })
  }
}

/** What a person can act on; anything else that is thrown is a bug. */
export function wordsOf(error: unknown): string {
  if (error instanceof ChannelFailure) return error.message
  if (error instanceof OutboundFailure) {
    return `The platform could not be reached: ${error.message}. Look at the address, then try again.`
  }
  throw error
}
