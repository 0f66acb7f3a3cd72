import { hash } from 'node:crypto'
import { asCustomer, customerOfLogin, phoneOf } from '#customers'
import type { Ctx } from '#platform/context.ts'
import { Problem } from '#platform/problem.ts'
import { newId } from '#platform/random.ts'
import { ownWebsite } from '#stores'
import type { OrderView, PlaceOrderBody } from './contract.ts'
import { promisedBy } from './dispatch-promise.ts'
import type { Outcome, PlaceOrder } from './engine/command.ts'
import type { OrderEngine } from './engine/engine.ts'
import { isCustomer } from './own-orders.ts'
import { OrderProblem } from './problems.ts'
import { getOrder } from './read-order.ts'
import { shopTerms } from './shop-terms.ts'
import { viewOfPlaced } from './view.ts'

export type Placed = { order: OrderView; created: boolean }

/** Places an order of our own website or of an API caller; the same key gives the same order. */
export async function placeOrder(
  ctx: Ctx,
  engine: OrderEngine,
  body: PlaceOrderBody,
  key: string | undefined,
): Promise<Placed> {
  const command = await (isCustomer(ctx, 'place') ? ownCommandOf : commandOf)(ctx, body, key)
  const outcome = await engine.place(command)
  return resultOf(ctx, command, outcome)
}

/** Whoever is signed in is known by that; tags are words of the staff. */
async function ownCommandOf(
  ctx: Ctx,
  body: PlaceOrderBody,
  key: string | undefined,
): Promise<PlaceOrder> {
  const command = await commandOf(asCustomer(ctx), { ...body, tags: [] }, key)
  const customerId = await customerOfLogin(ctx, command.actor.id!, command.customer)
  return { ...command, customerId }
}

async function commandOf(
  ctx: Ctx,
  body: PlaceOrderBody,
  key: string | undefined,
): Promise<PlaceOrder> {
  const [store, shop] = await Promise.all([ownWebsite(ctx), shopTerms(ctx)])
  const [orderId, placedAt] = [newId(), ctx.clock.now()]
  const { name, email, phone } = body.customer
  const currency = body.currency ?? shop.currency
  const terms = shop.termsIn(currency)
  return {
    ...{ orgId: ctx.orgId, orderId, externalId: orderId, externalUpdatedAt: null, isTest: false },
    store: { id: store.id, platform: store.platform, name: store.name },
    key: key === undefined ? null : { key, hash: digestOf(body) },
    ...{ actor: ctx.actor, cause: ctx.cause, placedAt },
    shipBy: promisedBy(placedAt, shop.shipsWithinHours),
    currency,
    customer: { name, email: email?.toLowerCase() ?? null, phone: phoneOf(phone) },
    shippingAddress: body.shippingAddress,
    note: body.note ?? null,
    tags: [...new Set(body.tags)],
    payment: { gateway: body.payment.method, token: body.payment.token ?? null },
    sale: { by: 'us', lines: body.lines, terms, timeZone: shop.timeZone },
  }
}

/** The schema has put the members in one order, whatever the order in which they were sent. */
const digestOf = (body: PlaceOrderBody): Uint8Array =>
  hash('sha256', JSON.stringify(body), 'buffer')

async function resultOf(ctx: Ctx, command: PlaceOrder, outcome: Outcome): Promise<Placed> {
  switch (outcome.type) {
    case 'placed':
      return {
        order: viewOfPlaced(outcome),
        created: true,
      }
    case 'duplicate':
      return { order: await getOrder(ctx, outcome.orderId), created: outcome.own === true }
    case 'out_of_stock': {
      const [first] = outcome.short
      throw OrderProblem.out_of_stock({ ...first, short: outcome.short })
    }
    case 'not_for_sale':
      throw new Problem('invalid_request', 400, 'Some items are not known or not for sale.', {
        errors: faultsOf(command, outcome.skus),
      })
    case 'shipping_unpriced':
      throw OrderProblem.shipping_unpriced({ currency: command.currency })
    case 'key_mismatch':
      throw OrderProblem.idempotency_mismatch()
    case 'too_large':
      throw OrderProblem.order_too_large()
  }
}

/** A SKU that is on sale may still have no price in the currency of the order. */
const faultsOf = ({ sale, currency }: PlaceOrder, skus: string[]) =>
  sale.lines.flatMap(({ sku }, index) =>
    sku !== null && skus.includes(sku)
      ? [{ pointer: `/body/lines/${index}/sku`, detail: `${sku} is not for sale in ${currency}` }]
      : [],
  )
