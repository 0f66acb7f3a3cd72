import { z } from 'zod'
import * as customers from '#customers'
import type { Ctx } from '#platform/context.ts'
import { pageOf } from '#platform/http/page.ts'
import { PositionMs } from '#platform/http/position.ts'
import { findStore } from '#stores'
import type { CustomerOrderPage, CustomerOrderQuery, CustomerSummary } from './contract.ts'
import { listAddressesOf, listOrdersOf, type OrderOfCustomer, sumOrdersOf } from './store.ts'
import type { Status } from '../order.ts'
import { ownCustomerIds } from '../own-orders.ts'

type Page = z.output<typeof CustomerOrderPage>
type Query = z.output<typeof CustomerOrderQuery>

/** All orders of a person: those of the row itself and of whoever was merged into it. */
export async function readOrdersOf(ctx: Ctx, customerId: string, query: Query): Promise<Page> {
  await customers.getCustomer(ctx, customerId)
  return pageOfOrders(ctx, await customers.listIdsOf(ctx.db, ctx.orgId, customerId), query)
}

/** Those of whoever is signed in; none for somebody who has never bought with this login. */
export const readOwnOrders = async (ctx: Ctx, query: Query): Promise<Page> =>
  pageOfOrders(ctx, await ownCustomerIds(ctx), query)

const order = {
  position: z.tuple([PositionMs, z.uuid()]),
  positionOf: ({ placedAt, id }: OrderOfCustomer): [number, string] => [placedAt.getTime(), id],
}

async function pageOfOrders(ctx: Ctx, customerIds: string[], query: Query): Promise<Page> {
  const { rows, pagination } = await pageOf(query, order, ({ after, limit }) => {
    const from = after && { placedAt: new Date(after[0]), id: after[1] }
    return listOrdersOf(ctx.db, ctx.orgId, customerIds, { after: from, limit })
  })
  const stores = await storesOf(ctx, rows)
  const orders = rows.map(({ storeId, placedAt, status, ...rest }) => ({
    ...{ ...rest, store: stores.get(storeId)!, status: status as Status },
    placedAt: placedAt.toISOString(),
  }))
  return { orders, pagination }
}

async function storesOf(ctx: Ctx, rows: OrderOfCustomer[]) {
  const ids = [...new Set(rows.map(({ storeId }) => storeId))]
  const found = ids.map(async (id) => {
    const { platform, name } = (await findStore(ctx.db, ctx.orgId, id)) ?? UNKNOWN
    return [id, { id, platform, name }] as const
  })
  return new Map(await Promise.all(found))
}

const UNKNOWN = { platform: 'unknown', name: 'Unknown' }

const ADDRESSES = { ordersMax: 200, addressesMax: 20 }

/** What a person has bought in all, in each currency, and where it went. */
export async function summarise(
  ctx: Ctx,
  customerId: string,
): Promise<z.output<typeof CustomerSummary>> {
  const { db, orgId } = ctx
  await customers.getCustomer(ctx, customerId)
  const ids = await customers.listIdsOf(db, orgId, customerId)
  const totals = await sumOrdersOf(db, orgId, ids)
  const addresses = await listAddressesOf(db, orgId, ids, ADDRESSES)
  return {
    customerId,
    totals: totals.map(({ firstPlacedAt, lastPlacedAt, ...rest }) => ({
      ...rest,
      firstPlacedAt: firstPlacedAt.toISOString(),
      lastPlacedAt: lastPlacedAt.toISOString(),
    })),
    addresses: addresses.map(({ lastUsedAt, ...rest }) => ({
      ...rest,
      lastUsedAt: lastUsedAt.toISOString(),
    })),
  }
}
