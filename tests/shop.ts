import { OrderEngine } from '#orders'
import { Problem } from '#platform/problem.ts'
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

/** What became of one of many callers: `fulfilled`, or the code of the refusal. */
export const codeOf = (settled: PromiseSettledResult<unknown>): string => {
  if (settled.status === 'fulfilled') return 'fulfilled'
  return settled.reason instanceof Problem ? settled.reason.code : String(settled.reason)
}
