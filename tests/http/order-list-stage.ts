import { orderListRoutes } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import { followSearch } from './follow-search.ts'
import { httpStage } from './stage.ts'

const PERMISSIONS: Record<string, string[]> = {
  owner: ['orders.read', 'orders.export', 'settings.edit'],
  viewer: ['orders.read'],
  colleague: ['orders.read'],
  customer: ['orders.read_own'],
  nobody: [],
  /** Staff of another org. */
  stranger: ['orders.read', 'orders.export', 'settings.edit'],
}

const STORES = [
  ['shopify', 'North'],
  ['shopify', 'South'],
  ['amazon', 'Bazaar'],
] as const

/** The lists of orders, with three stores on two channels, and people with different rights. */
export async function listStage() {
  let other: Ctx | undefined
  const people = Object.fromEntries(Object.keys(PERMISSIONS).map((name) => [name, newId()]))
  const stage = await httpStage(
    orderListRoutes,
    { PENSTOCK_RATE_LIMITS: 'off' },
    {
      permissions: new Set(Object.values(PERMISSIONS).flat()),
      authenticate: async ({ bearer = '' }) => {
        const permissions = PERMISSIONS[bearer]
        if (!permissions) return undefined
        other ??= await stage.world.anotherOrg()
        return {
          orgId: bearer === 'stranger' ? other.orgId : stage.world.ctx.orgId,
          actor: { type: 'user', id: people[bearer]!, name: bearer },
          permissions: new Set(permissions),
          via: 'bearer',
        }
      },
    },
  )
  // Its orders are written as rows, because what they look like matters and not how they came.
  stage.world.skipHistories()
  const { world, app } = stage
  const stores = STORES.map(([platform, name]) => ({ id: newId(), platform, name }))
  for (const { id, platform, name } of stores) {
    await world.rows(
      `insert into stores (org_id, id, key, platform, uid, name) values ($1, $2, $3, $4, $3, $3)`,
      [world.ctx.orgId, id, name, platform],
    )
  }
  const call = async (as: string, method: Method, url: string, payload?: object, headers = {}) => {
    const reply = await app.inject({
      ...{ method, url: `/api/v1${url}` },
      headers: { authorization: `Bearer ${as}`, ...headers },
      ...(payload !== undefined && { payload }),
    })
    const isJson = String(reply.headers['content-type']).includes('json')
    return {
      status: reply.statusCode,
      text: reply.body,
      json: isJson ? reply.json() : undefined,
    }
  }
  return Object.assign(stage, {
    ...{ stores, people, call },
    list: (query: Query, as = 'owner') => call(as, 'GET', `/orders?${addressOf(query)}`),
    follow: () => followSearch(world),
  })
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
export type ListStage = Awaited<ReturnType<typeof listStage>>

type Query = Record<string, string | number | boolean | undefined>

export const addressOf = (query: Query): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString()

export type SeededOrder = {
  id: string
  number: string
  storeId: string
  externalId: string
  customerId: string | null
  status: string
  payment: string
  fulfilment: string
  holds: string[]
  tags: string[]
  totalMinor: number
  name: string
  email: string | null
  phone: string | null
  assigneeId: string | null
  isTest: boolean
  isSentByStore: boolean
  shipBy: string | null
  placedAt: string
  updatedAt: string
  skus: string[]
  /** What each of its lines is called. */
  goods: string
  city: string | null
}

/** An order as it would stand there, with whatever the test wants of it. */
export const anOrderRow = (
  stage: Pick<ListStage, 'stores'>,
  n: number,
  wanted: Partial<SeededOrder> = {},
): SeededOrder => ({
  ...{ id: newId(), number: `PS-${100_000 + n}`, externalId: `E-${n}` },
  ...{ storeId: stage.stores[0]!.id, customerId: null, status: 'PLACED', payment: 'due' },
  ...{ fulfilment: 'none', holds: [], tags: [], totalMinor: 500, name: 'Asha Rao', email: null },
  ...{
    phone: null,
    assigneeId: null,
    isTest: false,
    isSentByStore: false,
    shipBy: null,
    placedAt: '2026-01-12T00:00:00.000Z',
    updatedAt: '2026-01-12T00:00:00.000Z',
  },
  ...{ skus: ['MUG'], goods: 'Thing', city: null, ...wanted },
})

/** With the counters and the words that the engine and the worker would have written. */
export async function putOrders(stage: ListStage, orders: SeededOrder[]): Promise<void> {
  const { world } = stage
  const values = [world.ctx.orgId, JSON.stringify(orders)]
  await world.rows(
    `insert into orders (org_id, id, number, store_id, external_id, customer_id, lifecycle,
       payment, fulfilment, assignment, status, holds, currency, items_minor, grand_total_minor,
       customer_name, customer_email, customer_phone, shipping_address, tags, assignee_id, is_test,
       is_sent_by_store, ship_by, placed_at, updated_at)
     select $1, id, number, "storeId", "externalId", "customerId",
       case status when 'PLACED' then 'placed' when 'CANCELLED' then 'cancelled'
         else 'confirmed' end,
       payment, fulfilment, 'none', status, holds, 'INR', "totalMinor", "totalMinor", name, email,
       phone, jsonb_build_object('city', city), tags, "assigneeId", "isTest", "isSentByStore",
       "shipBy", "placedAt", "updatedAt"
     from json_to_recordset($2) as o (id uuid, number text, "storeId" uuid, "externalId" text,
       "customerId" uuid, status text, payment text, fulfilment text, holds text[],
       "totalMinor" bigint, name text, email text, phone text, city text, tags text[], "assigneeId" uuid,
       "isTest" boolean, "isSentByStore" boolean, "shipBy" timestamptz, "placedAt" timestamptz,
       "updatedAt" timestamptz)`,
    values,
  )
  await world.rows(
    `insert into order_lines (org_id, order_id, line, sku, name, quantity, unit_price_minor)
     select $1, o.id, s.line, s.sku, o.goods, 2, 100
     from json_to_recordset($2) as o (id uuid, skus text[], goods text)
     cross join lateral unnest(o.skus) with ordinality as s (sku, line)`,
    values,
  )
  await world.rows(
    `insert into order_counters as c (org_id, store_id, status, day, shard, orders)
     select $1, "storeId", status, coalesce(day, '-infinity'), 0, count(*)
     from json_to_recordset($2) as o ("storeId" uuid, status text, "placedAt" timestamptz)
     cross join lateral (select ("placedAt" at time zone 'UTC')::date as day) d
     group by grouping sets (("storeId", status, day), ("storeId", status))
     on conflict (org_id, day, store_id, status, shard)
       do update set orders = c.orders + excluded.orders`,
    values,
  )
  await world.rows(
    `insert into history
       (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
     select $1, 'order.placed', 'order', id, 'system', 'test', '{}'
     from json_to_recordset($2) as o (id text)`,
    values,
  )
  await stage.follow()
}
