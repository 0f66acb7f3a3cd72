import type { Ctx } from '#platform/context.ts'
import type { Store } from '#stores'
import type { ListedOrderView, ListOrdersQuery, OrderPage } from './contract.ts'
import { totalOf } from './count-orders.ts'
import { narrow } from './filter.ts'
import { type Found, findPage } from './find-page.ts'
import { isCustomer } from '../own-orders.ts'
import { cursorAfter, type Page, pageOf, type Position, type Sort, type Total } from './page.ts'
import type { ListedOrder } from './store.ts'
import { viewerOf } from './viewer.ts'

/** One page of the orders that the caller may see. */
export async function listOrders(ctx: Ctx, query: ListOrdersQuery): Promise<OrderPage> {
  const page = pageOf(query)
  const viewer = await viewerOf(ctx, query)
  const { stores } = viewer
  const narrowed = narrow(query, viewer)
  if (!narrowed) return replyOf({ rows: [], isComplete: true }, { ctx, query, page, stores }, NONE)

  const shop = { orgId: ctx.orgId, storeIds: stores.map(({ id }) => id) }
  const slice = { ...page, take: page.limit + 1 }
  const found = await findPage(ctx.db, shop, { narrowed, typed: query.search, slice })
  const total = await totalOf(ctx, { narrowed, page, found, isSearch: !!query.search })
  return replyOf(found, { ctx, query, page, stores }, total)
}

const NONE: Total = { count: 0, isExact: true }

type Asked = { ctx: Ctx; query: ListOrdersQuery; page: Page; stores: Store[] }

function replyOf(
  { rows, isComplete }: Found,
  { ctx, query, page, stores }: Asked,
  total: Total,
): OrderPage {
  const shown = rows.slice(0, page.limit)
  const last = rows.length > page.limit ? shown.at(-1) : undefined
  return {
    orders: shown.map((row) => shownTo(ctx, viewOf(row, stores))),
    pagination: {
      ...{ page: page.number, limit: page.limit },
      ...{ total: total.count, totalIsExact: total.isExact },
      nextCursor: last ? cursorAfter(positionOf(last, page.sort), page, total) : null,
    },
    ...(query.search && { searchIsComplete: isComplete }),
  }
}

/** What staff think about an order is not for the customer. */
const shownTo = (ctx: Ctx, view: ListedOrderView): ListedOrderView =>
  isCustomer(ctx, 'read') ? { ...view, tags: [], holds: [], assigneeId: null } : view

export function positionOf(order: ListedOrder, { by }: Sort): Position {
  const { placedAt, updatedAt, totalMinor, status, id } = order
  return { at: by === 'updatedAt' ? updatedAt : placedAt, totalMinor, status, id }
}

function viewOf(row: ListedOrder, stores: Store[]): ListedOrderView {
  const { id, number, externalId, status, payment, fulfilment, holds, currency, tags } = row
  const { itemCount, assigneeId, version } = row
  const store = stores.find((one) => one.id === row.storeId)
  return {
    ...{ id, number, externalId, status, payment, fulfilment, holds, currency, tags },
    ...{ itemCount, assigneeId, version, test: row.isTest, grandTotalMinor: row.totalMinor },
    sentByStore: row.isSentByStore,
    store: {
      id: row.storeId,
      platform: store?.platform ?? 'unknown',
      name: store?.name ?? 'Unknown',
    },
    customer: { id: row.customerId, name: row.customerName },
    placedAt: row.placedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
