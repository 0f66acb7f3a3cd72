import { OrderEngine } from '#orders'
import type { Simulator } from '#simulators/frame/frame.ts'
import { type Connected, connectedStore } from '#tests/connected-store.ts'
import { scene } from '#tests/scene.ts'
import { fetchOrder } from '../../server/modules/intake/fetch/fetch-order.ts'
import { landParts } from '../../server/modules/intake/intake.ts'

/** A store whose platform is simulated; both have one clock and one end. */
export async function simulatedStore<S extends Simulator>(
  simulator: S,
  store: Omit<Connected, 'baseUrl'>,
) {
  const world = await scene({ PENSTOCK_OUTBOUND_PRIVATE: new URL(simulator.url).host })
  const { ctx, runtime, rows } = world
  const engine = new OrderEngine(runtime, { directUrl: world.url })
  const land = landParts(runtime, engine)
  const storeId = await connectedStore(ctx, { baseUrl: simulator.url, ...store })
  const idOf = async (externalId: string) => {
    const text = `select id from orders where external_id = $1`
    return (await rows<{ id: string }>(text, [externalId]))[0]!.id
  }
  return {
    ...{ ...world, simulator, storeId, idOf, land },
    fetched: async (externalId: string) => {
      await fetchOrder(land, ctx, { storeId, externalId })
      return idOf(externalId)
    },
    /** All pieces of an order have left; gives its lines as the event of that would. */
    sent: async (orderId: string) => {
      const lines = () =>
        rows<{ line: number; externalId: string | null; shippedQuantity: number }>(
          `select line, external_id as "externalId", shipped_quantity as "shippedQuantity"
           from order_lines where order_id = $1`,
          [orderId],
        )
      const before = await lines()
      await rows(`update order_lines set shipped_quantity = quantity where order_id = $1`, [
        orderId,
      ])
      return { before, after: await lines() }
    },
    later: async (ms: number) => {
      world.pass(ms)
      await simulator.clock.advance(ms)
    },
    [Symbol.asyncDispose]: async () => {
      await engine.stop()
      await world[Symbol.asyncDispose]()
      await simulator.stop()
    },
  }
}
