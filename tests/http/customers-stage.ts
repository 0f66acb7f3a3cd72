import { permissionCatalog } from '#access'
import { customerRoutes } from '#customers'
import { customerOrderRoutes, orderJobs, orderRoutes } from '#orders'
import type { Actor } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { createHttpServer } from '#platform/http/server.ts'
import { newId } from '#platform/random.ts'
import { shop } from '#tests/shop.ts'
import { presetRoles } from '../../server/modules/access/permissions.ts'

const PEOPLE: Record<string, readonly string[]> = {
  owner: presetRoles.owner,
  viewer: presetRoles.viewer,
  /** They have registered, and proved nothing. */
  asha: presetRoles.customer,
  ravi: presetRoles.customer,
  /** The owner of another org. */
  stranger: presetRoles.owner,
}

/** A shop with staff and with customers who can sign in, and with whoever else a test needs. */
export async function customersStage(others: Record<string, readonly string[]> = {}) {
  const people = { ...PEOPLE, ...others }
  const world = await shop()
  const other = await world.anotherOrg()
  const ids = new Map(Object.keys(people).map((name) => [name, newId()]))
  const app = createHttpServer(world.runtime, {
    authenticate: async ({ bearer = '' }) => {
      const permissions = people[bearer]
      if (!permissions) return undefined
      const actor: Actor = { type: 'user', id: ids.get(bearer)!, name: `Login of ${bearer}` }
      const { orgId } = bearer === 'stranger' ? other : world.ctx
      return { orgId, actor, permissions: new Set(permissions), via: 'bearer' }
    },
    defaultOrg: async () => world.ctx.orgId,
    permissions: permissionCatalog,
    ready: async () => [],
    // A machine that is busy with other tests must not refuse this one.
    overrides: { lagMs: () => 0 },
    routes: [customerRoutes, orderRoutes(world.engine), customerOrderRoutes],
  })
  await app.ready()
  const close = world[Symbol.asyncDispose].bind(world)

  const call = async (as: string, line: string, payload?: object, headers = {}) => {
    const [method, url] = line.split(' ') as ['GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', string]
    const reply = await app.inject({
      ...{ method, url: `/api/v1${url}`, ...(payload && { payload }) },
      headers: { authorization: `Bearer ${as}`, ...headers },
    })
    const isJson = String(reply.headers['content-type']).includes('json')
    const { statusCode: status, body: text } = reply
    return { status, text, body: isJson ? reply.json() : {}, etag: reply.headers.etag }
  }
  return Object.assign(world, {
    app,
    call,
    /** Places an order and gives it as the reply has it. */
    order: async (as: string, more: object = {}) => {
      const { status, text, body } = await call(as, 'POST /orders', { ...AN_ORDER, ...more })
      if (status !== 201) throw new Error(text)
      return body
    },
    /** Does what the event of an erasure starts. */
    runErasures: async () => {
      const erased = await world.rows<{ data: never }>(
        `select data from history where type = 'customer.erased' order by id`,
      )
      const actor: Actor = { type: 'job', id: newId(), name: 'orders.erase_customer' }
      const ctx = scoped(world.runtime, { orgId: world.ctx.orgId, actor })
      for (const { data } of erased) {
        await orderJobs['orders.erase_customer'].run(ctx, data, new AbortController().signal)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await close()
    },
  })
}

export type CustomersStage = Awaited<ReturnType<typeof customersStage>>

export const AN_ORDER = {
  lines: [{ sku: 'MUG', quantity: 1 }],
  customer: { name: 'Asha Rao', email: 'Asha@example.com', phone: '+91 98765 43210' },
  shippingAddress: { line1: '1 MG Road', city: 'Pune', country: 'IN' },
  payment: { method: 'cod' },
}
