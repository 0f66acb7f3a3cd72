import { OrderEngine } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { Problem } from '#platform/problem.ts'
import { newId } from '#platform/random.ts'
import { ownWebsite } from '#stores'
import { scene, type Scene } from './scene.ts'

/** A scene with an engine that takes orders. */
export async function shop(): Promise<Scene & { engine: OrderEngine }> {
  const world = await scene()
  const engine = new OrderEngine(world.runtime, { directUrl: world.url })
  const close = world[Symbol.asyncDispose]
  return Object.assign(world, {
    engine,
    [Symbol.asyncDispose]: async () => {
      await engine.stop()
      await close()
    },
  })
}

export const anOrder = (...lines: [sku: string, quantity: number][]) => ({
  lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
  customer: { name: 'Asha Rao', email: 'Asha@example.com' },
  shippingAddress: { line1: '1 MG Road', city: 'Pune', country: 'IN' },
  payment: { method: 'cod' as const },
})

/** An order for mugs that a platform has sold: it is never refused. */
export async function soldByChannel(
  { ctx, engine }: { ctx: Ctx; engine: OrderEngine },
  quantity: number,
  minute = 0,
): Promise<string> {
  const { id, platform, name } = await ownWebsite(ctx)
  const orderId = newId()
  const command: Parameters<OrderEngine['place']>[0] = {
    ...{ orgId: ctx.orgId, orderId, store: { id, platform, name }, externalId: orderId },
    ...{ externalUpdatedAt: null, key: null, actor: ctx.actor, cause: {}, currency: 'INR' },
    placedAt: new Date(ctx.clock.now().getTime() + minute * 60_000),
    customer: { name: 'Asha Rao', email: null, phone: null },
    ...{ shippingAddress: null, note: null, tags: [], isTest: false },
    payment: { gateway: 'channel', token: null },
    sale: {
      by: 'channel',
      axes: { lifecycle: 'placed', payment: 'paid', fulfilment: 'none', assignment: 'none' },
      lines: [
        {
          ...{ sku: 'MUG', externalId: null, name: 'Mug', quantity, unitPriceMinor: 100 },
          ...{ discountMinor: 0, taxMinor: 0, cancelledQuantity: 0, shippedQuantity: 0 },
        },
      ],
      ...{ discountMinor: 0, shippingMinor: 0, taxMinor: 0, taxIncluded: true, touchesStock: true },
      ...{ holds: [], otherMinor: 0, refundedMinor: 0 },
    },
  }
  await engine.place(command)
  return orderId
}

/** What became of one of many callers: `fulfilled`, or the code of the refusal. */
export const codeOf = (settled: PromiseSettledResult<unknown>): string => {
  if (settled.status === 'fulfilled') return 'fulfilled'
  return settled.reason instanceof Problem ? settled.reason.code : String(settled.reason)
}
