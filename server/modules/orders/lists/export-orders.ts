import type { Ctx } from '#platform/context.ts'
import { decimalOf } from '#platform/money.ts'
import type { ExportOrdersQuery } from './contract.ts'
import { narrow } from './filter.ts'
import { findPage } from './find-page.ts'
import { positionOf } from './list-orders.ts'
import { ListProblem } from './problems.ts'
import type { ListedOrder, Slice } from './store.ts'
import { type Viewer, viewerOf } from './viewer.ts'

const PAGE_ROWS = 1_000

/**
 * The same list as on the screen, from its first to its last order, a page at a time. What cannot
 * be written whole is refused before the first row; later it can only break off, never end early.
 */
export async function exportOrders(
  ctx: Ctx,
  query: ExportOrdersQuery,
): Promise<AsyncGenerator<string[][]>> {
  const viewer = await viewerOf(ctx, query)
  const columns = columnsFor(ctx, viewer)
  const narrowed = narrow(query, viewer)
  const slice: Slice = {
    sort: { by: query.sortBy, order: query.sortOrder },
    ...{ offset: 0, take: PAGE_ROWS },
  }
  const shop = { orgId: ctx.orgId, storeIds: viewer.stores.map(({ id }) => id) }
  const read: Read = async (last) => {
    if (!narrowed) return []
    const after = last && positionOf(last, slice.sort)
    const wanted = { narrowed, typed: query.search, slice: { ...slice, after } }
    const { rows, isComplete } = await findPage(ctx.db, shop, wanted)
    if (!isComplete) throw ListProblem.export_incomplete()
    return rows
  }
  return written(columns, await read(), read)
}

type Read = (last?: ListedOrder) => Promise<ListedOrder[]>

async function* written(
  columns: Column[],
  first: ListedOrder[],
  read: Read,
): AsyncGenerator<string[][]> {
  yield [columns.map(([name]) => name)]
  for (let rows = first; ;) {
    yield rows.map((row) => columns.map(([, cell]) => cell(row)))
    const last = rows.at(-1)
    if (!last || rows.length < PAGE_ROWS) return
    rows = await read(last)
  }
}

type Column = [name: string, cell: (row: ListedOrder) => string]

const BEFORE: Column[] = [
  ['number', ({ number }) => number],
  ['external_id', ({ externalId }) => externalId],
]

/** Names and addresses leave the house only with those who may export them. */
const CONTACT: Column[] = [
  ['customer', ({ customerName }) => customerName],
  ['email', ({ customerEmail }) => customerEmail ?? ''],
  ['phone', ({ customerPhone }) => customerPhone ?? ''],
]

const AFTER: Column[] = [
  ['status', ({ status }) => status],
  ['payment', ({ payment }) => payment],
  ['fulfilment', ({ fulfilment }) => fulfilment],
  ['holds', ({ holds }) => holds.join(' ')],
  ['currency', ({ currency }) => currency],
  ['total', ({ totalMinor, currency }) => decimalOf(totalMinor, currency)],
  ['items', ({ itemCount }) => String(itemCount)],
  ['tags', ({ tags }) => tags.join(', ')],
  ['placed_at', ({ placedAt }) => placedAt.toISOString()],
  ['updated_at', ({ updatedAt }) => updatedAt.toISOString()],
]

function columnsFor({ permissions }: Ctx, { stores }: Viewer): Column[] {
  const storeOf = ({ storeId }: ListedOrder) => stores.find(({ id }) => id === storeId)
  return [
    ...BEFORE,
    ['store', (row) => storeOf(row)?.name ?? ''],
    ['channel', (row) => storeOf(row)?.platform ?? ''],
    ...(permissions.has('orders.export') ? CONTACT : []),
    ...AFTER,
  ]
}
