import type { Ctx } from '#platform/context.ts'
import { decide, type Refusal } from './bulk.ts'
import { NOT_FOUND } from './change-one.ts'
import type { BulkBody, BulkPreview, Selection } from './contract.ts'
import { readOrders } from '../read-orders.ts'
import { requireCommand } from './permission.ts'
import { readSelection } from './selection.ts'

const PAGE_ORDERS = 200
const ORDERS_MAX = 5_000
const EXAMPLES_MAX = 5

type Reason = BulkPreview['reasons'][number]

/** Shows what a run would do now, by the same decisions on the same orders, and changes nothing. */
export async function previewBulk(
  ctx: Ctx,
  { selection, ...command }: BulkBody,
): Promise<BulkPreview> {
  requireCommand(ctx, command)
  const reasons = new Map<string, Reason>()
  const preview = { total: 0, isMore: false, done: 0, skipped: 0, failed: 0 }
  for await (const ids of pagesOf(ctx, selection)) {
    if (preview.total === ORDERS_MAX) {
      preview.isMore = true
      break
    }
    const orders = await readOrders(ctx.db, ctx.orgId, ids)
    for (const id of ids) {
      const order = orders.get(id)
      const decision = order ? decide(order, command) : NOT_FOUND
      preview.total++
      preview[decision.outcome]++
      if (decision.outcome !== 'done') count(reasons, decision, order?.number ?? id)
    }
  }
  const most = [...reasons.values()].toSorted((a, b) => b.count - a.count)
  return { ...preview, reasons: most }
}

function count(reasons: Map<string, Reason>, refusal: Refusal, example: string): void {
  const { outcome, code, message } = refusal
  const key = `${code} ${message}`
  const reason = reasons.get(key) ?? { outcome, code, message, count: 0, examples: [] }
  reason.count++
  if (reason.examples.length < EXAMPLES_MAX) reason.examples.push(example)
  reasons.set(key, reason)
}

async function* pagesOf(ctx: Ctx, selection: Selection): AsyncGenerator<string[]> {
  if ('orderIds' in selection) {
    yield [...new Set(selection.orderIds)]
    return
  }
  let after: unknown = null
  do {
    const page = { after, limit: PAGE_ORDERS }
    const { orderIds, next } = await readSelection(ctx, selection.filter, page)
    if (orderIds.length > 0) yield orderIds
    after = next
  } while (after !== null)
}
