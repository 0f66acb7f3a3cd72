import { createServer } from 'node:http'
import { OrderEngine } from '#orders'
import { connectedShop } from '#tests/connected-store.ts'
import { hostOf } from '#tests/host-of.ts'
import { scene } from '#tests/scene.ts'
import { anOrder } from '../../server/modules/channels/adapters/woocommerce/fixtures/order.ts'
import { landParts } from '../../server/modules/intake/intake.ts'
import { readCompleteness } from '../../server/modules/intake/sync/completeness.ts'
import { syncStore } from '../../server/modules/intake/sync/sync-store.ts'

type Site = {
  orders: ReturnType<typeof anOrder>[]
  isDown: boolean
  asked: string[]
  /** What the refunds of an order answer with, where they cannot be read. */
  broken: Record<string, number>
  /** The order that it refuses to show. */
  hidden?: string
  /** How often the list may be asked for, where there is a limit. */
  listsLeft: number
  lists: string[]
  /** Before this day it shows no list. */
  oldest?: string
  /** Its clock, where it is not that of the machine. */
  date?: Date
}

const UNKNOWN = { code: 'woocommerce_rest_shop_order_invalid_id' }

/** As much of a shop as a poll needs: the list by time of change. */
async function site() {
  const state: Site = {
    ...{ orders: [], isDown: false, asked: [], broken: {} },
    ...{ listsLeft: Infinity, lists: [] },
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://site')
    const [after, before] = ['modified_after', 'modified_before'].map((name) =>
      url.searchParams.get(name),
    )
    if (state.date) response.setHeader('date', state.date.toUTCString())
    const isList = url.pathname.endsWith('/orders')
    const found = state.orders
      .filter(({ date_modified_gmt: at }) => at > (after ?? '') && at < (before ?? '9'))
      .toSorted((a, b) => (a.date_modified_gmt < b.date_modified_gmt ? -1 : 1))
    const id = /\/orders\/(\d+)$/.exec(url.pathname)?.[1]
    if (id) state.asked.push(id)
    const one = state.orders.find((order) => String(order.id) === id)
    const answer = isList ? found : (one ?? (id ? UNKNOWN : []))
    if (isList && --state.listsLeft < 0) {
      return response.writeHead(429, { 'retry-after': '3600' }).end()
    }
    if (isList) state.lists.push(after!.slice(0, 10))
    if (isList && after! < (state.oldest ?? '')) return response.writeHead(400).end('{}')
    const broken = state.broken[/\/orders\/(\d+)\/refunds$/.exec(url.pathname)?.[1] ?? '']
    const unshown = id !== undefined && (id === state.hidden ? 400 : !one && 404)
    const status = state.isDown ? 503 : unshown || (broken ?? 200)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(state.isDown ? {} : answer))
  })
  return { state, host: await hostOf(server), close: () => server.close() }
}

/** A shop that was connected two hours ago, and all that a comparison with it needs. */
export async function stage() {
  const shop = await site()
  const world = await scene({ PENSTOCK_OUTBOUND_PRIVATE: shop.host })
  const engine = new OrderEngine(world.runtime, { directUrl: world.url })
  const { ctx } = world
  const storeId = await connectedShop(ctx, shop.host)
  await world.rows(`update stores set created_at = '2026-01-15T10:00:00Z'`)
  const parts = landParts(world.runtime, engine)
  const { signal } = new AbortController()
  return {
    ...{ ...world, shop, parts, storeId },
    sync: (isAsked = false) => syncStore(parts, ctx, { storeId, isAsked, signal }),
    proof: () => readCompleteness(ctx, storeId),
    [Symbol.asyncDispose]: async () => {
      shop.close()
      await engine.stop()
      await world[Symbol.asyncDispose]()
    },
  }
}

export const changedAt = (id: number, at: string) =>
  anOrder({ id, number: `W-${id}`, date_modified_gmt: `2026-01-15T${at}:00`, refunds: [] })
