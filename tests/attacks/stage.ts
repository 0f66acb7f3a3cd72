import { argon2Sync, randomBytes } from 'node:crypto'
import * as access from '#access'
import type { Ctx } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { createHttpServer } from '#platform/http/server.ts'
import { newId } from '#platform/random.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { hashPassword } from '../../server/modules/access/passwords/hash.ts'

export const PASSWORD = 'correct horse battery'
const passwordHash = hashPassword(PASSWORD)
const quickHash = hashQuickly(PASSWORD)

export type Call = {
  bearer?: string
  cookie?: string
  body?: object
  ip?: string
  headers?: Record<string, string>
}

export type Person = { id: string; email: string; ctx: Ctx }

/** The product's own sign-in behind its own HTTP server, in a world with an owner. */
export async function accessStage(settings: Record<string, string> = {}) {
  const world = await scene({ PENSTOCK_RATE_LIMITS: 'off', ...settings })
  const { runtime } = world
  const { orgId } = await access.ensureFirstOrg(runtime, {
    email: 'owner@shop.example',
    password: PASSWORD,
  })
  const app = createHttpServer(runtime, {
    // A machine that is busy with other tests must not refuse this one.
    overrides: { lagMs: () => 0 },
    authenticate: access.createAuthenticator(runtime),
    defaultOrg: () => access.defaultOrgId(runtime),
    permissions: access.permissionCatalog,
    ready: async () => [],
    routes: [access.accessRoutes],
  })
  await app.ready()

  const call = async (method: Method, path: string, options: Call = {}) => {
    const { bearer, cookie, body, ip, headers } = options
    const reply = await app.inject({
      method,
      url: `/api/v1${path}`,
      ...(body && { payload: body }),
      remoteAddress: ip ?? '203.0.113.1',
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(cookie && { cookie, 'sec-fetch-site': 'same-origin' }),
        ...headers,
      },
    })
    const answer = reply.body && reply.headers['content-type'] ? reply.json() : {}
    return { status: reply.statusCode, body: answer as Answer, headers: reply.headers }
  }
  const logIn = async (email: string, more: object = {}, ip?: string) =>
    call('POST', '/auth/login', {
      body: { email, password: PASSWORD, ...more },
      ...(ip && { ip }),
    })
  return {
    world,
    runtime,
    orgId,
    call,
    logIn,
    /** Somebody with a role, as the use cases and the database know them. */
    person: (role: string, inOrg = orgId) => addPerson(world, inOrg, { role, hash: quickHash }),
    /** Whose password takes the product as long to check as each that it has made itself. */
    slowPerson: async (role: string) => addPerson(world, orgId, { role, hash: await passwordHash }),
    signedIn: async (email: string) => {
      const { body } = await logIn(email)
      return { bearer: String(body['accessToken']), refreshToken: String(body['refreshToken']) }
    },
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

export type Stage = Awaited<ReturnType<typeof accessStage>>
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
// oxlint-disable-next-line typescript/no-explicit-any -- Answers are looked into by tests only.
export type Answer = Record<string, any>

/** What a hash costs stands in itself, and most tests are not about what a guess costs. */
function hashQuickly(password: string): string {
  const [salt, cost] = [randomBytes(16), { memory: 8, passes: 1, parallelism: 1 }]
  const hash = argon2Sync('argon2id', { ...cost, message: password, nonce: salt, tagLength: 32 })
  const words = [salt, hash].map((bytes) => bytes.toString('base64').replace(/=+$/, ''))
  return ['', 'argon2id', 'v=19', 'm=8,t=1,p=1', ...words].join('$')
}

type Added = { role: string; hash: string }

async function addPerson(world: Scene, orgId: string, { role, hash }: Added): Promise<Person> {
  const id = newId()
  const email = `${role.toLowerCase()}-${id.slice(-12)}@shop.example`
  await world.rows(
    `insert into users (id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)`,
    [id, email, role, hash, world.runtime.clock.now()],
  )
  const [found] = await world.rows<{ id: string; permissions: string[] }>(
    `select id, permissions from roles where org_id = $1 and name = $2`,
    [orgId, role],
  )
  await world.rows(
    `insert into memberships (org_id, user_id, role_id, created_at) values ($1, $2, $3, $4)`,
    [orgId, id, found!.id, world.runtime.clock.now()],
  )
  const actor = { type: 'user', id, name: role } as const
  const permissions = new Set(found!.permissions)
  return { id, email, ctx: scoped(world.runtime, { orgId, actor, permissions }) }
}

/** Another brand in the same installation, with an owner and all roles. */
export async function anotherOrg(stage: Stage, name = 'Other') {
  const org = await access.createOrg(stage.runtime, {
    name,
    slug: `org-${newId().slice(-12)}`,
    ownerEmail: 'owner@shop.example',
  })
  return org.id
}

/** Waits for what another process will have noticed soon. */
export async function until(isSo: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs
  while (performance.now() < end) {
    if (await isSo()) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return isSo()
}
