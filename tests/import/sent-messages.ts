import { orderChecks, OrderEngine } from '#orders'
import { paymentChecks } from '#payments'
import { newId } from '#platform/random.ts'
import { stockChecks } from '#stock'
import { findAccount, insertStore } from '#stores'
import { scene } from '#tests/scene.ts'
import { landParts } from '../../server/modules/intake/intake.ts'
import { timeOfId } from '../../server/modules/intake/messages/message.ts'
import { processMessage } from '../../server/modules/intake/receive/process-message.ts'

/** A store whose platform is never asked: all that is known of its orders is what it sends. */
export async function sentMessages(platform: 'shopify' | 'woocommerce') {
  const world = await scene()
  const { ctx, runtime, rows } = world
  const engine = new OrderEngine(runtime, { directUrl: world.url })
  const land = landParts(runtime, engine)
  const storeId = newId()
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id: storeId, key: platform, platform, uid: 'mill.example', name: 'Mill' },
  })
  await rows(`update stores set created_at = '2026-01-01T00:00:00Z'`)
  for (const sku of ['MUG', 'CUP']) await world.given.product(sku, 100)
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const topicHeader = platform === 'shopify' ? 'x-shopify-topic' : 'x-wc-webhook-topic'
  return {
    ...world,
    /** What became of it: `created`, `updated`, `duplicate` and so on. */
    send: async (topic: string, body: unknown) => {
      const id = newId()
      const results = await processMessage(land, ctx, {
        ...{ id, receivedAt: timeOfId(id), account, source: 'sent' },
        headers: { [topicHeader]: topic },
        body: Buffer.from(JSON.stringify(body)),
      })
      return results.map(({ status }) => status)
    },
    order: async () =>
      (await rows<{ id: string; status: string; holds: string[] }>(`select * from orders`))[0]!,
    /** Of each line: sent, cancelled. */
    lines: async () =>
      (
        await rows<{ said: string }>(
          `select concat_ws(' ', sku, shipped_quantity, cancelled_quantity) as said
           from order_lines order by line`,
        )
      ).map(({ said }) => said),
    /** Of each SKU: on hand, promised. */
    stock: async () =>
      (
        await rows<{ said: string }>(
          `select concat_ws(' ', sku, on_hand, reserved) as said from stock_levels order by sku`,
        )
      ).map(({ said }) => said),
    findings: async () => {
      const scope = { orgId: ctx.orgId, since: null }
      const checks = [...orderChecks, ...paymentChecks, ...stockChecks]
      const found = []
      for (const { find } of checks) found.push(...(await find(ctx.db, scope)))
      return found
    },
    [Symbol.asyncDispose]: async () => {
      await engine.stop()
      await world[Symbol.asyncDispose]()
    },
  }
}

const at = (minute: number) => `2026-01-15T10:${String(minute).padStart(2, '0')}:00Z`

const ADDRESS = { name: 'Asha Rao', address1: '1 MG Road', city: 'Pune', country_code: 'IN' }

/** A paid order at Shopify of two mugs and a cup, as it is at that minute. */
export const anOrderAt = (minute: number, changes: Record<string, unknown> = {}) => ({
  ...{ id: 501, name: '#501', created_at: at(0), updated_at: at(minute), currency: 'USD' },
  ...{ financial_status: 'paid', fulfillment_status: null, total_price: '25.00' },
  ...{ shipping_address: ADDRESS, billing_address: ADDRESS, customer: { id: 7 } },
  line_items: [
    { id: 11, sku: 'MUG', title: 'Mug', quantity: 2, current_quantity: 2, price: '10.00' },
    { id: 12, sku: 'CUP', title: 'Cup', quantity: 1, current_quantity: 1, price: '5.00' },
  ],
  ...{ refunds: [] as unknown[], fulfillments: [] as unknown[] },
  ...changes,
})

/** A parcel with some of its pieces, as Shopify tells it at that minute. */
export const aParcel = (
  id: number,
  minute: number,
  { lines = ALL, ...changes }: Record<string, unknown> = {},
) => ({
  ...{ id, order_id: 501, status: 'success', shipment_status: null, created_at: at(1) },
  ...{ updated_at: at(minute), tracking_company: 'UPS', tracking_number: `1Z${id}` },
  line_items: lines,
  ...changes,
})

const ALL = [
  { id: 11, quantity: 2 },
  { id: 12, quantity: 1 },
]
