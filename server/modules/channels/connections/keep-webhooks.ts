import type { Ctx } from '#platform/context.ts'
import { inLanes } from '#platform/in-lanes.ts'
import { listWebhookAddresses, type WebhookAddress } from '#stores'
import { ChannelFailure } from '../adapter.ts'
import { connectStore } from './connection.ts'

const AT_ONCE = 4

/**
 * Makes anew what platforms have removed or switched off: Shopify does so after eight deliveries
 * that failed, WooCommerce after five, BigCommerce after two days. Until then the list finds all.
 */
export async function keepWebhooks(ctx: Ctx): Promise<void> {
  const kept = await listWebhookAddresses(ctx.db, ctx.orgId)
  await inLanes(kept, AT_ONCE, async (one) => {
    try {
      await keepOne(ctx, one)
    } catch (error) {
      // What does not work for one store is shown with its polls, and keeps no other from its turn.
      if (!(error instanceof ChannelFailure)) throw error
      ctx.log.warn({ err: error, storeId: one.storeId }, 'channels.webhooks_not_kept')
    }
  })
}

async function keepOne(ctx: Ctx, { storeId, address }: WebhookAddress): Promise<void> {
  const { client } = await connectStore(ctx, storeId)
  const work = await client.ensureWebhooks?.(address)
  if (work && work.done.length > 0) {
    ctx.log.info({ storeId, done: work.done }, 'channels.webhooks_kept')
  }
}
