import { minorOf } from '../frame/amounts.ts'
import type { Wire } from '../frame/wire.ts'
import { cancel, fulfil, giveBack, touch, type World } from './changes.ts'
import type { Field, Variables } from './graphql.ts'
import { gid } from './render.ts'
import { activeOf, type Line, openOf, type Order, type Shop, totalsOf } from './shop.ts'

const JOB_MS = 1_000

const tailOf = (id: unknown): bigint =>
  BigInt((typeof id === 'string' && /(\d+)$/.exec(id)?.[1]) || 0)

const orderOf = (shop: Shop, id: unknown): Order | undefined => shop.orders.get(tailOf(id))

const refusal = (list: string, message: string): Record<string, Wire> => ({
  [list]: [{ code: 'INVALID', field: null, message }],
})

/** Answers with a job, and does it some time later. */
export function cancelMutation(world: World, variables: Variables): Field {
  const order = orderOf(world.shop, variables['orderId'])
  const refuse = (message: string): Field => ({
    value: { job: null, ...refusal('orderCancelUserErrors', message) },
  })
  if (!order) return refuse('The order could not be found.')
  if (order.cancelledMs !== null) return refuse('The order has already been cancelled.')
  if (order.fulfillments.length > 0) return refuse('The order has fulfillments.')
  const reason = (variables['reason'] as string).toLowerCase()
  world.frame.clock.after(JOB_MS, () => cancel(world, order, reason, false))
  const job = { id: gid('Job', world.shop.newId()), done: false }
  return { value: { job, orderCancelUserErrors: [] } }
}

type FulfillmentInput = {
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: string
    fulfillmentOrderLineItems: { id: string; quantity: number }[]
  }[]
  trackingInfo?: { number?: string; company?: string; url?: string }
}

export function fulfillMutation(world: World, variables: Variables): Field {
  const input = variables['fulfillment'] as unknown as FulfillmentInput
  const refuse = (message: string): Field => ({
    value: { fulfillment: null, ...refusal('userErrors', message) },
  })
  const [group, ...others] = input.lineItemsByFulfillmentOrder
  const orders = [...world.shop.orders.values()]
  const id = tailOf(group?.fulfillmentOrderId)
  const order = orders.find((one) => one.fulfillmentOrderId === id)
  if (!group || !order || others.length > 0) return refuse('Fulfillment order does not exist.')
  if (order.isOnHold) return refuse('Fulfillment order is on hold.')
  const wanted = group.fulfillmentOrderLineItems.map((one) => ({
    line: order.lines.find((line) => line.id + 500n === tailOf(one.id)),
    quantity: one.quantity,
  }))
  const lines = wanted.flatMap(({ line, quantity }) => (line ? [{ line, quantity }] : []))
  const isTooMuch = lines.some(({ line, quantity }) => quantity > openOf(line))
  if (isTooMuch || lines.length < wanted.length || order.cancelledMs !== null) {
    return refuse('Invalid fulfillment order line item quantity requested.')
  }
  const { number = null, company = null, url = null } = input.trackingInfo ?? {}
  const made = fulfil(world, order, { tracking: { number, company, url }, lines })
  return { value: { fulfillment: { id: gid('Fulfillment', made.id) }, userErrors: [] } }
}

type RefundInput = {
  orderId: string
  note?: string | null
  refundLineItems: { lineItemId: string; quantity: number; restockType: string }[]
  transactions: { parentId: string; amount: string }[]
}

export function refundMutation(world: World, variables: Variables): Field {
  const input = variables['input'] as unknown as RefundInput
  const order = orderOf(world.shop, input.orderId)
  const refuse = (message: string): Field => ({
    value: { refund: null, ...refusal('userErrors', message) },
  })
  if (!order) return refuse('Order does not exist')
  const lineOf = (id: string): Line | undefined =>
    order.lines.find((line) => line.id === tailOf(id))
  const pieces = input.refundLineItems.flatMap(({ lineItemId, quantity }) => {
    const line = lineOf(lineItemId)
    return line ? [{ line, quantity }] : []
  })
  if (pieces.some(({ line, quantity }) => quantity > activeOf(line))) {
    return refuse('Refund line items quantity cannot refund more items than were purchased')
  }
  const amountMinor = input.transactions.reduce(
    (sum, { amount }) => sum + minorOf(amount, order.currency),
    0,
  )
  const { paidMinor, refundedMinor } = totalsOf(order)
  if (amountMinor > paidMinor - refundedMinor) {
    return refuse('Transactions amount cannot be greater than the maximum refundable amount')
  }
  const isRestocked = input.refundLineItems.some(({ restockType }) => restockType !== 'NO_RESTOCK')
  const refund = giveBack(world, order, {
    ...{ pieces, amountMinor, note: input.note ?? null },
    restockType: isRestocked ? 'return' : 'no_restock',
  })
  touch(world, order)
  return { value: { refund: { id: gid('Refund', refund.id) }, userErrors: [] } }
}
