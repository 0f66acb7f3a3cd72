import { type ChannelMoney, noteChannelMoney } from '#payments'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { codeOf, SQLSTATE } from '#platform/database-errors.ts'
import * as stock from '#stock'
import { changeOrderIn } from '../change-order.ts'
import { type Order, type Payment, wasTaken } from '../order.ts'
import { orderOf } from '../order-rows.ts'
import { OrderProblem } from '../problems.ts'
import { listLines, lockOrder } from '../store.ts'
import { linkCustomer } from './link-customer.ts'
import { hasCalledOff, mergeSale, type Versions } from './merge-sale.ts'
import { readSentHere } from './sent-here.ts'
import { findDocument, type NewDocument, saveDocument, type StoredDocument } from './store.ts'

export type NextVersion = Versions & { document: NewDocument }

export type ApplySale = {
  orderId: string
  /** Pure, and judged under the order's lock. `undefined`: it says nothing new. */
  decide: (stored: StoredDocument) => NextVersion | undefined
  /** What is written in the same commit, such as the verdict of a message. */
  alongside?: (tx: Tx, applied: boolean) => Promise<void>
}

const ATTEMPTS_MAX = 3

/**
 * Takes over what a platform says anew about its order: lines, money, parcels, cancellation, with
 * what it means for the stock, in one commit. Says whether there was anything new.
 */
export async function applySale(ctx: Ctx, request: ApplySale): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(ctx.db, (tx) => applyIn(ctx, tx, request))
    } catch (error) {
      // The same person has just been made by somebody else, and is found the next time.
      if (codeOf(error) !== SQLSTATE.uniqueViolation || attempt === ATTEMPTS_MAX) throw error
    }
  }
}

async function applyIn(ctx: Ctx, tx: Tx, request: ApplySale): Promise<boolean> {
  const { orderId, decide, alongside } = request
  const row = await lockOrder(tx, ctx.orgId, orderId)
  const stored = await findDocument(tx, ctx.orgId, orderId)
  if (!row || !stored) throw OrderProblem.order_not_found()
  const next = decide(stored)
  if (next) {
    const before = orderOf(row, await listLines(tx, ctx.orgId, orderId))
    const sentHere = hasCalledOff(next) ? await readSentHere(tx, ctx.orgId, orderId) : undefined
    const merged = mergeSale(before, next, sentHere)
    const linked = await linkCustomer(ctx, tx, merged)
    const after = stored.touchesStock ? await withStock(ctx, tx, before, linked) : linked
    await keep(ctx, tx, before, after)
    await saveDocument(tx, ctx.orgId, orderId, next.document)
    await noteChannelMoney(ctx, tx, moneyOf(after, next.after.sale))
  }
  await alongside?.(tx, next !== undefined)
  return next !== undefined
}

function moneyOf(order: Order, sale: NextVersion['after']['sale']): ChannelMoney {
  const { id: orderId, currency, grandTotalMinor: amountMinor, refundedMinor } = order
  const { dueMinor = amountMinor - refundedMinor, soldMinor = amountMinor } = sale
  const state = moneyState(sale.axes.payment)
  return { orderId, currency, amountMinor, refundedMinor, dueMinor, soldMinor, state }
}

function moneyState(payment: Payment) {
  if (wasTaken(payment)) return 'taken'
  if (payment === 'due') return 'due'
  return payment === 'voided' ? 'cancelled' : 'pending'
}

/** Promises follow the lines, and what could not be promised stands on them as short. */
async function withStock(ctx: Ctx, tx: Tx, before: Order, after: Order): Promise<Order> {
  const same = new Set(before.lines)
  if (after.lines.length === same.size && after.lines.every((line) => same.has(line))) return after
  const shipped = new Map(before.lines.map(({ line, shippedQuantity }) => [line, shippedQuantity]))
  const moved = after.lines.flatMap(({ line, sku, shippedQuantity }) =>
    sku === null ? [] : [{ sku, quantity: shippedQuantity - (shipped.get(line) ?? 0) }],
  )
  const promised = await stock.reconcile(ctx, tx, {
    reservationId: after.id,
    gone: moved.filter(({ quantity }) => quantity > 0),
    stayed: moved.flatMap(({ sku, quantity }) =>
      quantity < 0 ? [{ sku, quantity: -quantity }] : [],
    ),
    wants: after.lines.flatMap((line) =>
      line.sku === null ? [] : [{ sku: line.sku, quantity: openOf(line) }],
    ),
  })
  return withShortages(after, promised)
}

const openOf = (line: Order['lines'][number]): number =>
  line.quantity - line.cancelledQuantity - line.shippedQuantity

function withShortages(order: Order, promised: ReadonlyMap<string, number>): Order {
  const left = new Map(promised)
  const lines = order.lines.map((line) => {
    if (line.sku === null) return line
    const pieces = Math.min(openOf(line), left.get(line.sku) ?? 0)
    left.set(line.sku, (left.get(line.sku) ?? 0) - pieces)
    const shortQuantity = openOf(line) - pieces
    return shortQuantity === line.shortQuantity ? line : { ...line, shortQuantity }
  })
  const others = order.holds.filter((hold) => hold !== 'stock_short')
  const isShort = lines.some(({ shortQuantity }) => shortQuantity > 0)
  return { ...order, lines, holds: isShort ? [...others, 'stock_short'].toSorted() : others }
}

/** The first event carries the change; the others tell what else it means, for their jobs. */
async function keep(ctx: Ctx, tx: Tx, before: Order, after: Order): Promise<void> {
  const isSame = JSON.stringify(before) === JSON.stringify(after)
  const [event = 'order.updated', ...more] = factsOf(before, after)
  const data = { by: 'channel' }
  const change = (order: Order) => (isSame ? order : after)
  const { version } = await changeOrderIn(ctx, tx, { orderId: after.id, event, data, change })
  const subject = { type: 'order', id: after.id }
  // Their jobs ask of which version they are, as of every event of an order.
  const told = { orderId: after.id, ...data, after: { version } }
  await ctx.emit(tx, ...more.map((type) => ({ type, subject, data: told })))
}

function factsOf(before: Order, after: Order): string[] {
  const is = <Name extends keyof Order>(name: Name, value: Order[Name]) =>
    before[name] !== value && after[name] === value
  const facts: [isNew: boolean, event: string][] = [
    [is('lifecycle', 'cancelled'), 'order.cancelled'],
    [is('lifecycle', 'confirmed'), 'order.confirmed'],
    [is('fulfilment', 'partly_shipped') || is('fulfilment', 'shipped'), 'order.shipped'],
    [is('fulfilment', 'delivered'), 'order.delivered'],
    [after.refundedMinor > before.refundedMinor, 'order.refunded'],
  ]
  return facts.filter(([isNew]) => isNew).map(([, event]) => event)
}
