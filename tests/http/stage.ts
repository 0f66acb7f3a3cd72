import { createHttpServer, type HttpParts, type Identity } from '#platform/http/server.ts'
import type { Log } from '#platform/log.ts'
import type { Routes } from '#platform/routes.ts'
import { type Scene, scene } from '#tests/scene.ts'

export const PERMISSIONS = new Set(['mugs.read', 'mugs.write', 'metrics.read'])

/** A server around a few routes, with one person for each bearer, or cookie, of these names. */
export async function httpStage(
  routes: Routes,
  settings: Record<string, string> = {},
  { log, ...parts }: Partial<HttpParts> & { log?: Log } = {},
) {
  const world = await scene(settings)
  const app = createHttpServer(
    { ...world.runtime, ...(log && { log }) },
    {
      authenticate: async ({ bearer, cookie }) => identify(world, bearer, cookie),
      defaultOrg: async () => world.ctx.orgId,
      permissions: PERMISSIONS,
      ready: async () => [{ name: 'database', ok: true }],
      routes: [routes],
      // A machine that is busy with other tests must not refuse this one.
      overrides: { lagMs: () => 0 },
      ...parts,
    },
  )
  await app.ready()
  return {
    world,
    app,
    /** For what only shows on a real connection. */
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

const PEOPLE: Record<string, string[]> = {
  owner: ['mugs.read', 'mugs.write', 'metrics.read'],
  reader: ['mugs.read'],
}

function identify(world: Scene, bearer?: string, cookie?: string): Identity | undefined {
  const name = bearer ?? cookie ?? ''
  const permissions = PEOPLE[name]
  if (!permissions) return undefined
  return {
    orgId: world.ctx.orgId,
    actor: { type: 'user', id: `id-of-${name}`, name },
    permissions: new Set(permissions),
    via: bearer === undefined ? 'cookie' : 'bearer',
  }
}

export const OWNER = { authorization: 'Bearer owner' }
export const READER = { authorization: 'Bearer reader' }
