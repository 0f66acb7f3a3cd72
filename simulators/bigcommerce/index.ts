import { createFrame, type Simulator } from '../frame/frame.ts'
import { answerRefusal, createQuota, faultAnswers, Refusal } from './answers.ts'
import { archiveOrder, changeOrder, completeOrder, touched } from './changes.ts'
import { rulesOf, tellOrder } from './hooks.ts'
import { addOrderRoutes } from './order-routes.ts'
import {
  addGoods,
  beginOrder,
  type BigEvent,
  createStore,
  type Order,
  refundedOf,
  type Store,
  type StoreOptions,
  sumOf,
  totalOf,
} from './store.ts'
import { addHookRoutes, addRefundRoutes, addStockRoutes, type HookHeaders } from './v3-routes.ts'

export type BigSimulator = Simulator & {
  storeHash: string
  accessToken: string
  clientSecret: string
  store: Store
  /** An order whose shopper never pays: told to hooks, listed, and no order. */
  makeIncomplete(): string
  /** The merchant takes the order off the list. */
  archive(orderId: string): void
  /** The provider refuses what BigCommerce has taken already. */
  declineRefunds(orderId: string): void
}

const QUOTA = 150
const ABANDONED = 0.1

/** One store on BigCommerce, below `/stores/{hash}/` as at the platform itself. */
export async function startBigcommerce(options: StoreOptions): Promise<BigSimulator> {
  const { accessToken = 'token_simulated', clientSecret = 'secret_simulated' } = options
  const headers: HookHeaders = new Map()
  const frame = createFrame<BigEvent>(
    {
      name: 'bigcommerce',
      answers: faultAnswers,
      rules: (parts) => {
        const stamp = options.stamp ?? (() => parts.clock.now())
        return rulesOf(
          () => store,
          parts,
          stamp,
          (id) => headers.get(id) ?? {},
        )
      },
    },
    options,
  )
  const store = createStore(frame, options)
  const quota = createQuota(frame.clock, options.quota ?? QUOTA)
  void frame.app.register(
    async (api) => {
      api.setErrorHandler(async (error, request, reply) => {
        if (!(error instanceof Refusal)) throw error
        return answerRefusal(request, reply, error)
      })
      api.addHook('preHandler', async (request, reply) => {
        const { isTaken, headers: limits } = quota.take()
        void reply.headers(limits)
        if (!isTaken) throw new Refusal(429, 'Too many requests')
        if (request.headers['x-auth-token'] !== accessToken) throw new Refusal(401, 'Unauthorized')
      })
      addOrderRoutes(api, store)
      addStockRoutes(api, store)
      addRefundRoutes(api, store)
      addHookRoutes(api, store, clientSecret, headers)
    },
    { prefix: `/stores/${store.hash}` },
  )
  const simulator = await frame.start({
    addGoods: (goods) => addGoods(store, goods),
    makeOrders: (count) => Array.from({ length: count }, () => buy(store)),
    changeOrder(externalId, change) {
      const order = store.orders.get(Number(externalId))
      return order !== undefined && changeOrder(store, order, change)
    },
    // What is incomplete is no order.
    orders: () =>
      [...store.orders.values()].filter(({ statusId }) => statusId > 0).map(truthIn(store)),
    stock: () => Object.fromEntries(store.items.map(({ good, quantity }) => [good.sku, quantity])),
  })
  const makeIncomplete = () => String(begin(store).id)
  const declineRefunds = (orderId: string) => {
    const order = store.orders.get(Number(orderId))
    for (const refund of order?.refunds ?? []) refund.isDeclined = true
    if (order) touched(store, order)
  }
  const archive = (orderId: string) => archiveOrder(store, store.orders.get(Number(orderId))!)
  const names = {
    ...{ storeHash: store.hash, accessToken, clientSecret },
    ...{ store, makeIncomplete, archive, declineRefunds },
  }
  return Object.assign(simulator, names)
}

function begin(store: Store): Order {
  const order = beginOrder(store)
  tellOrder(store, 'created', order)
  return order
}

/** The created event comes before there is an order, and now and then there never is one. */
function buy(store: Store): string {
  if (store.frame.random.chance(ABANDONED)) begin(store)
  const order = begin(store)
  completeOrder(store, order)
  return String(order.id)
}

const LIFECYCLES: Record<number, 'closed' | 'cancelled'> = {
  ...{ 4: 'closed', 10: 'closed', 5: 'cancelled', 6: 'cancelled' },
}

const truthIn = (store: Store) => (order: Order) => ({
  ...{ externalId: String(order.id), number: String(order.id), isTest: false },
  lifecycle: LIFECYCLES[order.statusId] ?? ('open' as const),
  ...{ currency: store.currency, grandTotalMinor: totalOf(order) },
  refundedMinor: refundedOf(order),
  activeUnits: sumOf(order, (line) => line.quantity - line.refunded),
  fulfilledUnits: sumOf(order, (line) => line.shipped),
  updatedAt: new Date(order.modifiedMs).toISOString(),
})
