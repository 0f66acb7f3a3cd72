import * as audit from '#audit'
import * as customers from '#customers'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { summarise } from './customer-orders.ts'
import { listOrdersOf, type Position } from './store.ts'
import { readNotes } from '../edit-order.ts'
import { ownCustomerIds } from '../own-orders.ts'
import { getOrder, getTimeline } from '../read-order.ts'

const ORDERS_PER_PAGE = 50

/**
 * Everything that is known about a person, as the text of one JSON document. It is made in pieces,
 * so that ten thousand orders take no more memory than fifty.
 */
export async function exportCustomer(ctx: Ctx, customerId: string) {
  const customer = await customers.getCustomer(ctx, customerId)
  const { totals, addresses } = await summarise(ctx, customerId)
  const ids = await customers.listIdsOf(ctx.db, ctx.orgId, customerId)
  // Whoever takes away so much about a person at once is written down.
  const subject = { type: 'customer', id: customerId }
  await inTransaction(ctx.db, (tx) =>
    audit.record(ctx, tx, { action: 'customer.exported', subject }),
  )
  const exportedAt = ctx.clock.now().toISOString()
  const head = JSON.stringify({ exportedAt, customer, totals, addresses })
  return pieces(ctx, head, ids, wholeOrder)
}

/** The same for the person themselves: without what staff think and who of them did what. */
export async function exportOwn(ctx: Ctx) {
  const customer = await customers.readOwn(ctx)
  const ids = await ownCustomerIds(ctx)
  const { totals, addresses } = customer.id ? await summarise(ctx, customer.id) : NOTHING
  if (customer.id) {
    const theirs = customers.asCustomer(ctx)
    const subject = { type: 'customer', id: customer.id }
    await inTransaction(ctx.db, (tx) =>
      audit.record(theirs, tx, { action: 'customer.exported', subject }),
    )
  }
  const exportedAt = ctx.clock.now().toISOString()
  return pieces(ctx, JSON.stringify({ exportedAt, customer, totals, addresses }), ids, ownOrder)
}

const NOTHING = { totals: [], addresses: [] }

async function* pieces(
  ctx: Ctx,
  head: string,
  ids: string[],
  tell: (ctx: Ctx, orderId: string) => Promise<object>,
): AsyncGenerator<string> {
  yield `${head.slice(0, -1)},"orders":[`
  let separator = ''
  for (let after: Position | undefined; ;) {
    const page = { after, limit: ORDERS_PER_PAGE }
    const orders = await listOrdersOf(ctx.db, ctx.orgId, ids, page)
    for (const { id } of orders) {
      yield separator + JSON.stringify(await tell(ctx, id))
      separator = ','
    }
    if (orders.length < ORDERS_PER_PAGE) break
    after = orders.at(-1)
  }
  yield ']}'
}

async function wholeOrder(ctx: Ctx, orderId: string) {
  const order = await getOrder(ctx, orderId)
  const notes = await readNotes(ctx, orderId)
  const { events } = await getTimeline(ctx, orderId)
  return { ...order, notes, events }
}

async function ownOrder(ctx: Ctx, orderId: string) {
  const order = await getOrder(ctx, orderId)
  const { events } = await getTimeline(ctx, orderId)
  const staffOnly = { tags: [], holds: [], assigneeId: null }
  return {
    ...order,
    ...staffOnly,
    events: events.filter(isTheirs).map(({ at, type }) => ({ at, type })),
  }
}

/** Notes, holds and edits are between staff. */
const isTheirs = ({ type }: { type: string }): boolean =>
  !/^order\.(note_added|held|released|edited)$/.test(type)
