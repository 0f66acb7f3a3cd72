import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { Problem } from '#platform/problem.ts'
import * as stock from '#stock'
import { changeOrder, changeOrderIn, type OrderChange } from './change-order.ts'
import { advance, allowedSteps, type Line, type Order, type Step } from './order.ts'
import { keptLines, openLines, readyLines } from './pieces.ts'
import { OrderProblem } from './problems.ts'

export type TakeStep = {
  orderId: string
  step: Step
  expectedVersion?: number | undefined
  /** Judged under the order's lock; otherwise the order stays as it is. */
  onlyIf?: (order: Order) => boolean
  /** Where goods that come back are put; where they left from without it. */
  backTo?: stock.Place | undefined
  /** What else must be true at the same moment; after the levels. */
  alongside?: (tx: Tx) => Promise<void>
}

/** Takes an order one step further, with what it means for the stock, in one transaction. */
export const takeStep = (ctx: Ctx, command: TakeStep): Promise<Order> =>
  changeOrder(ctx, changeFor(ctx, command))

/** The same as a part of somebody else's transaction. */
export const takeStepIn = (ctx: Ctx, tx: Tx, command: TakeStep): Promise<Order> =>
  changeOrderIn(ctx, tx, changeFor(ctx, command))

export const stepEvents: Readonly<Record<Step['type'], string>> = {
  confirm: 'order.confirmed',
  ship: 'order.shipped',
  deliver: 'order.delivered',
  cancel: 'order.cancelled',
  cancel_lines: 'order.lines_cancelled',
  take_back: 'order.returned',
  hold: 'order.held',
  release: 'order.released',
  payment: 'order.payment_changed',
}

function changeFor(ctx: Ctx, command: TakeStep): OrderChange {
  const { orderId, step, expectedVersion, onlyIf, backTo, alongside } = command
  return {
    ...{ orderId, expectedVersion, event: eventOf(step) },
    data: toldOf(step),
    change: (order) => {
      if (onlyIf && !onlyIf(order)) return order
      return stepOrRefuse(order, step)
    },
    effects: async (tx, before, after) => {
      await effectsOf(ctx, tx, step, { before, after, backTo })
      await alongside?.(tx)
    },
  }
}

/** Whoever cancels the last pieces has cancelled the order, and all that follows follows. */
const eventOf =
  (step: Step) =>
  (after: Order): string =>
    isCancelled(after) && step.type === 'cancel_lines' ? stepEvents.cancel : stepEvents[step.type]

const isCancelled = ({ lifecycle }: Order): boolean => lifecycle === 'cancelled'

/** The order after a step, or a problem that says what it can do instead. */
export function stepOrRefuse(order: Order, step: Step): Order {
  const next = advance(order, step)
  if (next) return next
  throw refusalOf(order, step)
}

function refusalOf(order: Order, step: Step): Problem {
  if (step.type === 'ship' && order.isSentByStore) return OrderProblem.sent_by_store()
  if (step.type === 'cancel_lines' && !isCancelled(order)) {
    return OrderProblem.pieces_not_open({ lines: openLines(order) })
  }
  const allowed = allowedSteps(order)
  // The step itself is open, so it is the pieces that it names which are not.
  if (allowed.includes(step.type)) {
    const lines = step.type === 'take_back' ? keptLines(order) : readyLines(order)
    return OrderProblem.pieces_not_there({ step: step.type, lines })
  }
  return OrderProblem.step_not_allowed({ step: step.type, allowed })
}

/** What the order itself does not say afterwards. */
export function toldOf(step: Step): Record<string, unknown> {
  return {
    ...('reason' in step && step.reason !== undefined && { reason: step.reason }),
    ...('parcel' in step && { parcel: step.parcel }),
    ...('goods' in step && { goods: step.goods }),
  }
}

type Change = { before: Order; after: Order; backTo: stock.Place | undefined }

/** Levels are locked after the order's own row, always in this order, so nobody waits in a circle. */
async function effectsOf(ctx: Ctx, tx: Tx, step: Step, change: Change): Promise<void> {
  const reservationId = change.after.id
  switch (step.type) {
    case 'cancel':
    case 'cancel_lines':
      if (!isCancelled(change.after)) return releasePieces(ctx, tx, change)
      // Without the words of whoever cancelled: nothing can be erased from the ledger of the stock.
      await stock.settle(ctx, tx, { reservationId, type: 'released', reason: 'order cancelled' })
      await stock.removeExpiry(tx, ctx.orgId, reservationId)
      return
    case 'ship':
      await stock.settle(ctx, tx, {
        ...{ reservationId, type: 'shipped', pieces: piecesOf(change, sent) },
      })
      // What is on its way is not cancelled any more, so its time cannot be over either.
      await stock.removeExpiry(tx, ctx.orgId, reservationId)
      return
    case 'payment':
      if (step.state !== 'pending') await stock.removeExpiry(tx, ctx.orgId, reservationId)
      return
    case 'take_back': {
      const pieces = piecesOf(change, returned)
      const { goods } = step
      await stock.takeBack(ctx, tx, { reservationId, pieces, goods, place: change.backTo })
      return
    }
    case 'confirm':
    case 'deliver':
    case 'hold':
    case 'release':
  }
}

function releasePieces(ctx: Ctx, tx: Tx, change: Change): Promise<void> {
  const pieces = piecesOf(change, (line) => -promised(line))
  const why = { reservationId: change.after.id, reason: 'pieces cancelled' }
  return stock.settle(ctx, tx, { ...why, type: 'released', pieces })
}

const sent = (line: Line): number => line.shippedQuantity
const returned = (line: Line): number => line.returnedQuantity
const promised = (line: Line): number =>
  line.quantity - line.cancelledQuantity - line.shippedQuantity - line.shortQuantity

/** By how much the step has raised one of the quantities, per line that we have a SKU for. */
function piecesOf(
  { before, after }: Change,
  of: (line: Line) => number,
): { sku: string; quantity: number }[] {
  const earlier = new Map(before.lines.map((line) => [line.line, of(line)]))
  return after.lines.flatMap((line) => {
    const { sku } = line
    const quantity = of(line) - (earlier.get(line.line) ?? 0)
    return sku === null || quantity === 0 ? [] : [{ sku, quantity }]
  })
}
