import type { Ctx } from '#platform/context.ts'
import { inLanes } from '#platform/in-lanes.ts'
import { listWebhookAddresses, type WebhookAddress } from '#stores'
import { ChannelFailure } from '../adapter.ts'
import { connectStore } from './connection.ts'

const AT_ONCE = 4

/**
 * Restores webhooks that platforms have removed or switched off: Shopify does so after eight
 * deliveries that failed, WooCommerce after five, BigCommerce after two days. Until then polling
 * finds every order.
 */
export async function keepWebhooks(ctx: Ctx): Promise<void> {
  const kept = await listWebhookAddresses(ctx.db, ctx.orgId)
  await inLanes(kept, AT_ONCE, async (one) => {
    try {
      await keepOne(ctx, one)
    } catch (error) {
      // A store for which this fails shows why with its polls, and holds up no other store.
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
