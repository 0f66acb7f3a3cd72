import { z } from 'zod'
import { createFrame, type Simulator } from '../frame/frame.ts'
import { jsonOf } from '../frame/server.ts'
import { phpCompact } from '../frame/wire.ts'
import { answer, faultAnswers, Refusal } from './answers.ts'
import { createGuard } from './auth.ts'
import { changeOrder, OPEN, unbin } from './changes.ts'
import { addOrderRoutes } from './order-routes.ts'
import { addHookRoutes, addProductRoutes } from './other-routes.ts'
import {
  addGoods,
  createShop,
  makeOrder,
  type Noise,
  type Order,
  refundedOf,
  refundedUnits,
  type Shop,
  type ShopOptions,
  totalOf,
  type WooEvent,
} from './shop.ts'
import { createAnnouncer, rulesOf } from './webhooks.ts'

export type WooSimulator = Simulator & {
  consumerKey: string
  consumerSecret: string
  shop: Shop
}

/** `{noise}`: the host is not well. `{isOwnerDemoted}`: webhooks carry an error. `{unbin}`: an id. */
const manners = z.object({
  noise: z.enum(['none', 'byte_order_mark', 'php_warning', 'html'] as const).optional(),
  isOwnerDemoted: z.boolean().optional(),
  unbin: z.number().optional(),
})

/** One shop on WooCommerce, with WordPress and the host around it. */
export async function startWoocommerce(options: ShopOptions): Promise<WooSimulator> {
  const { consumerKey = 'ck_simulated', consumerSecret = 'cs_simulated', cronMs = 0 } = options
  const frame = createFrame<WooEvent>(
    {
      name: 'woocommerce',
      answers: faultAnswers,
      rules: (parts) => rulesOf(() => shop, parts),
    },
    options,
  )
  const shop = createShop(frame, options)
  const { announce, requestEnded } = createAnnouncer(shop, cronMs)
  const isKnown = createGuard({ consumerKey, consumerSecret }, () => frame.url())

  void frame.app.register(
    async (api) => {
      api.setErrorHandler(async (error, _request, reply) => {
        if (!(error instanceof Refusal)) throw error
        return answer(shop, reply, error.payload, error.status)
      })
      api.addHook('preHandler', async (request) => {
        if (isKnown(request)) return
        const message = 'Sorry, you cannot list resources.'
        throw new Refusal(401, 'woocommerce_rest_cannot_view', message)
      })
      api.addHook('onSend', async () => requestEnded())
      addOrderRoutes(api, shop, announce, options)
      addProductRoutes(api, shop, announce)
      addHookRoutes(api, shop, consumerSecret)
      api.get('/data/currencies/current', async (_request, reply) =>
        answer(shop, reply, { code: shop.currency, name: shop.currency, symbol: '' }),
      )
    },
    { prefix: '/wp-json/wc/v3' },
  )
  frame.app.post('/_sim/manners', async (request, reply) => {
    const given = manners.parse(jsonOf(request))
    if (given.noise !== undefined) shop.noise = given.noise satisfies Noise
    if (given.isOwnerDemoted !== undefined) shop.isOwnerDemoted = given.isOwnerDemoted
    const binned = shop.orders.get(given.unbin ?? 0)
    if (binned) unbin(shop, announce, binned)
    requestEnded()
    return reply.type('application/json').send(phpCompact(given))
  })

  const simulator = await frame.start({
    addGoods: (goods) => addGoods(shop, goods),
    makeOrders(count) {
      const ids = Array.from({ length: count }, () => {
        const { id } = makeOrder(shop)
        announce('order.created', { resource: 'order', id })
        return String(id)
      })
      requestEnded()
      return ids
    },
    changeOrder(externalId, change) {
      const order = shop.orders.get(Number(externalId))
      const isDone = order !== undefined && changeOrder(shop, announce, order, change)
      requestEnded()
      return isDone
    },
    orders: () => [...shop.orders.values()].map((order) => truthOf(shop, order)),
    stock: () => stockOf(shop),
  })
  return Object.assign(simulator, { consumerKey, consumerSecret, shop })
}

const stockOf = (shop: Shop): Record<string, number> =>
  Object.fromEntries(
    [...shop.items.values()].map(({ good, quantity }) => [good.sku, quantity ?? 0]),
  )

const LIFECYCLES: Record<string, 'closed' | 'cancelled'> = {
  ...{ completed: 'closed', refunded: 'closed', cancelled: 'cancelled', trash: 'cancelled' },
}

function truthOf(shop: Shop, order: Order) {
  const units = order.lines.map((line) => line.quantity - refundedUnits(order, line))
  const activeUnits = units.reduce((sum, count) => sum + count, 0)
  return {
    ...{ externalId: String(order.id), number: `WC-${order.id}`, isTest: false },
    lifecycle: LIFECYCLES[order.status] ?? ('open' as const),
    ...{ currency: shop.currency, grandTotalMinor: totalOf(order) },
    // What is given back before anybody has paid only makes the order cheaper.
    ...(order.paidMs === null && OPEN.includes(order.status)
      ? { refundedMinor: 0, costsMinor: totalOf(order) - refundedOf(order) }
      : { refundedMinor: refundedOf(order) }),
    activeUnits,
    fulfilledUnits: order.status === 'completed' ? activeUnits : 0,
    updatedAt: new Date(order.modifiedMs).toISOString(),
  }
}
