import type { Ctx } from '#platform/context.ts'
import type { Separator } from '#platform/csv/separator.ts'
import { writeCsv } from '#platform/csv/write-csv.ts'
import { listPicks } from '#stock'
import type { Order } from '../../order.ts'
import { readOrders } from '../../read-orders.ts'
import { decide } from '../bulk.ts'
import { requireCommand } from '../permission.ts'
import { BulkProblem } from '../problems.ts'
import { listRows } from '../rows.ts'
import { findRun, type Run } from '../store.ts'
import { FOOT, head, section } from './html.ts'
import { orderLines } from './order-lines.ts'
import { packingSlip } from './packing-slip.ts'
import { notThere, type Pick, pickList } from './pick-list.ts'

const PAGE_ORDERS = 200

export type Document = { mediaType: string; name: string; content: AsyncIterable<string | Buffer> }

/**
 * Makes the document of a run from its orders as they are now: an order that was cancelled since is
 * left out, and the document says so.
 */
export async function readDocument(
  ctx: Ctx,
  bulkId: string,
  separator: Separator,
): Promise<Document> {
  const run = await findRun(ctx.db, ctx.orgId, bulkId)
  if (!run) throw BulkProblem.bulk_not_found()
  requireCommand(ctx, run.command)
  if (run.state === 'gathering' || run.state === 'running') throw BulkProblem.bulk_under_way()
  const { command } = run
  if (command.action === 'export') return csv(ctx, run, separator)
  if (command.action !== 'print') throw BulkProblem.no_document({ action: command.action })
  const isSlips = command.document === 'packing_slips'
  const content = isSlips ? slips(ctx, run) : picks(ctx, run)
  return { mediaType: 'text/html; charset=utf-8', name: `${command.document}.html`, content }
}

function csv(ctx: Ctx, run: Run, separator: Separator): Document {
  const { header, rowsOf } = orderLines(ctx.permissions.has('orders.export'))
  const pages = async function* () {
    yield [header]
    for await (const orders of pagesOf(ctx, run)) yield orders.flatMap(rowsOf)
  }
  const content = writeCsv(pages(), separator)
  return { mediaType: 'text/csv; charset=utf-8', name: 'orders.csv', content }
}

async function* slips(ctx: Ctx, run: Run): AsyncGenerator<string> {
  yield head('Packing slips')
  const [waiting, left]: [Pick[], string[]] = [[], []]
  for await (const orders of pagesOf(ctx, run)) {
    const { ready, others } = apart(orders, run)
    left.push(...others)
    const found = await picksOf(ctx, ready)
    waiting.push(...found.filter(({ quantity, there }) => there < quantity))
    const byOrder = Map.groupBy(found, ({ orderId }) => orderId)
    yield ready.map((order) => packingSlip(order, byOrder.get(order.id) ?? [])).join('')
  }
  yield notThere(waiting) + leftOut(left) + FOOT
}

async function* picks(ctx: Ctx, run: Run): AsyncGenerator<string> {
  yield head('Pick list')
  const [all, names, left]: [Pick[], Map<string, string>, string[]] = [[], new Map(), []]
  for await (const orders of pagesOf(ctx, run)) {
    const { ready, others } = apart(orders, run)
    left.push(...others)
    const lines = ready.flatMap((order) => order.lines)
    for (const { sku, name } of lines) if (sku !== null) names.set(sku, name)
    all.push(...(await picksOf(ctx, ready)))
  }
  yield pickList(all, names) + leftOut(left) + FOOT
}

async function picksOf({ db, orgId }: Ctx, orders: Order[]): Promise<Pick[]> {
  const numbers = new Map(orders.map(({ id, number }) => [id, number]))
  const found = await listPicks(db, orgId, [...numbers.keys()])
  return found.map((pick) => ({ ...pick, number: numbers.get(pick.orderId)! }))
}

/** Separates the orders that can be sent now from the others, with the reason for each of those. */
function apart(orders: Order[], { command }: Run): { ready: Order[]; others: string[] } {
  const ready: Order[] = []
  const others: string[] = []
  for (const order of orders) {
    const decision = decide(order, command)
    if (decision.outcome === 'done') ready.push(order)
    else others.push(`${order.number}: ${decision.message}`)
  }
  return { ready, others }
}

const leftOut = (left: string[]): string => section('Left out', left)

/** The orders that the run has accepted, page by page, in the order of the run. */
async function* pagesOf({ db, orgId }: Ctx, { id }: Run): AsyncGenerator<Order[]> {
  for (let after = 0; ;) {
    const rows = await listRows(db, orgId, id, { outcome: 'done', after, limit: PAGE_ORDERS })
    if (rows.length === 0) return
    const ids = rows.map(({ orderId }) => orderId)
    const orders = await readOrders(db, orgId, ids)
    yield ids.flatMap((orderId) => orders.get(orderId) ?? [])
    after = rows.at(-1)!.line
  }
}
