import { permissionCatalog } from '#access'
import { orderJobs, orderRoutes, placeOrder } from '#orders'
import type { Actor } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { createHttpServer } from '#platform/http/server.ts'
import { newId } from '#platform/random.ts'
import { anOrder, shop } from '#tests/shop.ts'
import { addPerson } from './add-person.ts'

const RIGHTS = ['orders.read', 'orders.edit', 'orders.cancel', 'orders.hold', 'orders.bulk']
const PRINTS = [...RIGHTS, 'shipping.manage']
const PEOPLE: Record<string, string[]> = {
  meera: PRINTS,
  ravi: RIGHTS,
  /** May change many orders, but not cancel even one. */
  clerk: ['orders.read', 'orders.edit', 'orders.bulk'],
  /** Buys here. */
  buyer: ['orders.read_own'],
  /** Staff of another org. */
  stranger: RIGHTS,
}

type Person = { orgId: string; id: string; permissions: string[] }

/** A shop whose people do things to many orders, and whose jobs run when the test says so. */
export async function bulkStage() {
  const world = await shop()
  const close = world[Symbol.asyncDispose]
  const other = await world.anotherOrg()
  const people = new Map<string, Person>()
  for (const [name, permissions] of Object.entries(PEOPLE)) {
    const { orgId } = name === 'stranger' ? other : world.ctx
    const id = await addPerson(world.rows, { orgId, name, permissions })
    people.set(name, { orgId, permissions, id })
  }
  const app = createHttpServer(world.runtime, {
    // A machine that is busy with other tests must not refuse this one.
    overrides: { lagMs: () => 0 },
    authenticate: async ({ bearer = '' }) => {
      const person = people.get(bearer)
      if (!person) return undefined
      const actor: Actor = { type: 'user', id: person.id, name: bearer }
      const permissions = new Set(person.permissions)
      return { orgId: person.orgId, actor, permissions, via: 'bearer' }
    },
    defaultOrg: async () => world.ctx.orgId,
    permissions: permissionCatalog,
    ready: async () => [],
    routes: [orderRoutes(world.engine)],
  })
  await app.ready()

  const call = async (
    as: string,
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    payload?: object,
  ) => {
    const headers = { authorization: `Bearer ${as}` }
    const reply = await app.inject({
      ...{ method, url: `/api/v1/orders${url}`, headers, ...(payload && { payload }) },
    })
    const isJson = String(reply.headers['content-type']).includes('json')
    return { status: reply.statusCode, text: reply.body, json: isJson ? reply.json() : undefined }
  }
  return Object.assign(world, {
    call,
    idOf: (name: string) => people.get(name)!.id,
    /** Asks for it and gives the id of the run. */
    ask: async (command: object, selection: object, as = 'meera'): Promise<string> => {
      const { status, text, json } = await call(as, 'POST', '/bulk', { ...command, selection })
      if (status !== 202) throw new Error(text)
      return json.id
    },
    /** So many orders of one mug each; the ids in the order of their placing. */
    orders: async (count: number): Promise<string[]> => {
      await world.given.product('MUG', count)
      const place = () => placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
      const placed = await Promise.all(Array.from({ length: count }, place))
      return placed.map(({ order }) => order.id)
    },
    ...jobsOf(world),
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await close()
    },
  })
}

export type BulkStage = Awaited<ReturnType<typeof bulkStage>>

type Request = { id: number; name: string; payload: { bulkId: string } }

function jobsOf(world: Awaited<ReturnType<typeof shop>>) {
  let done = 0
  const { orgId } = world.ctx
  /** What was asked for since the last time, without running it. */
  const requested = async (): Promise<Request[]> => {
    const found = await world.rows<Request>(
      `select id, subject_id as name, data->'payload' as payload from history
       where org_id = $1 and type = 'job.requested' and subject_id like 'orders.%bulk' and id > $2
       order by id`,
      [orgId, done],
    )
    done = found.at(-1)?.id ?? done
    return found
  }
  const run = ({ name, payload }: Request, signal = new AbortController().signal) => {
    const ctx = scoped(world.runtime, { orgId, actor: { type: 'job', id: newId(), name } })
    return orderJobs[name as 'orders.run_bulk'].run(ctx, payload, signal)
  }
  return {
    requested,
    run,
    /** Runs what was asked for, and what that asks for, until nothing is left. Counts the jobs. */
    work: async (): Promise<number> => {
      let count = 0
      for (let batch = await requested(); batch.length > 0; batch = await requested()) {
        for (const request of batch) await run(request)
        count += batch.length
      }
      return count
    },
  }
}
