import { createFrame, type Simulator, type SimulatorOptions } from '../frame/frame.ts'
import type { OrderTruth } from '../frame/control.ts'
import { changeOrder, makeOrder, type World } from './changes.ts'
import { type EventData, type HeaderFamily, tell, webhookRules } from './events.ts'
import { addGraphql } from './graphql.ts'
import { moment } from './render.ts'
import { addRest } from './rest.ts'
import { addGoods, createShop, type Order, type Shop, type ShopOptions, totalsOf } from './shop.ts'

type Options = SimulatorOptions &
  ShopOptions & {
    /** What the webhooks are signed with. */
    secret?: string
    headerFamily?: HeaderFamily
  }

export type ShopifySimulator = Simulator & {
  shop: Shop
  /** As the button in the admin of a shop sends it: about an order that does not exist. */
  sendTestNotification(): void
  /** Until it is released its parcels are refused. */
  hold(externalId: string, isOnHold: boolean): void
}

export async function startShopify(options: Options): Promise<ShopifySimulator> {
  const domain = options.domain ?? 'simulated.myshopify.com'
  const frame = createFrame<EventData>(
    {
      name: 'shopify',
      answers: {
        tooManyRequests: {
          status: 429,
          headers: { 'retry-after': '2.0', 'x-shopify-shop-api-call-limit': '40/40' },
          body: '{"errors":"Exceeded 2 calls per second for api client."}',
        },
        serverError: { status: 502, headers: {}, body: '{"errors":"Bad Gateway"}' },
      },
      rules: () =>
        webhookRules(domain, options.headerFamily ?? 'x', (id) => frame.webhooks.remove(id)),
    },
    options,
  )
  const shop = createShop(frame, { ...options, domain })
  const world: World = { frame, shop }
  addRest(world, options.secret ?? 'shpss_simulated')
  addGraphql(world)

  const find = (externalId: string) =>
    /^\d+$/.test(externalId) ? shop.orders.get(BigInt(externalId)) : undefined
  const simulator = await frame.start({
    addGoods: (goods) => addGoods(shop, goods),
    makeOrders: (count) => Array.from({ length: count }, () => String(makeOrder(world).id)),
    changeOrder(externalId, change) {
      const order = find(externalId)
      return order !== undefined && changeOrder(world, order, change)
    },
    orders: () => [...shop.orders.values()].map(truthOf),
    stock: () =>
      Object.fromEntries(shop.variants.map(({ good, available }) => [good.sku, available])),
  })
  return {
    ...simulator,
    shop,
    sendTestNotification: () => tell(frame, ['orders/create'], testOrder(world), true),
    hold(externalId, isOnHold) {
      const order = find(externalId)
      if (order) order.isOnHold = isOnHold
    },
  }
}

function truthOf(order: Order): OrderTruth {
  const totals = totalsOf(order)
  return {
    ...{ externalId: String(order.id), number: `#${order.number}`, isTest: order.isTest },
    lifecycle: lifecycleOf(order),
    ...{ currency: order.currency, grandTotalMinor: totals.totalMinor },
    costsMinor: costsMinor(order),
    refundedMinor: totals.refundedMinor,
    ...{ activeUnits: totals.units, fulfilledUnits: totals.fulfilledUnits },
    updatedAt: moment(order.updatedMs) ?? '',
  }
}

/** Pieces that are taken out leave the total as it is, though nobody pays them. */
function costsMinor(order: Order): number {
  const { totalMinor, currentMinor, refundedMinor } = totalsOf(order)
  return order.cancelledMs === null ? currentMinor + refundedMinor : totalMinor
}

function lifecycleOf({ cancelledMs, closedMs }: Order): OrderTruth['lifecycle'] {
  if (cancelledMs !== null) return 'cancelled'
  return closedMs === null ? 'open' : 'closed'
}

/** Cancelled, unconfirmed, in a state that does not exist, and with totals that do not add up. */
function testOrder({ frame, shop }: World) {
  const [variant] = shop.variants
  const at = moment(frame.clock.now().getTime())
  const line = { quantity: 1, current_quantity: 1, price: '199.00', requires_shipping: true }
  return {
    ...{ id: 820982911946154508n, admin_graphql_api_id: 'gid://shopify/Order/820982911946154508' },
    ...{ name: '#9999', test: true, confirmed: false, currency: shop.currency },
    ...{ created_at: at, updated_at: at, cancelled_at: at, cancel_reason: 'customer' },
    ...{ financial_status: 'voided', fulfillment_status: 'pending', taxes_included: false },
    ...{ total_price: '388.00', total_discounts: '20.00', total_tax: '0.00' },
    line_items: [
      { id: 866550311766439020n, sku: variant?.good.sku ?? null, title: 'Sample', ...line },
      { id: 141249953214522974n, sku: variant?.good.sku ?? null, title: 'Sample', ...line },
    ],
    ...{ shipping_lines: [], refunds: [], fulfillments: [], email: 'jon@example.com' },
  }
}
