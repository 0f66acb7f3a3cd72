import type { App } from '../routes.ts'
import { claimIdempotencyKey, keepIdempotentAnswer } from './idempotency.ts'
import { type Addresses, createAddresses } from './not-found.ts'
import { packReply } from './pack.ts'
import { factsOf } from './route-facts.ts'

/** Checks each route when it is registered, and adds the hooks that its config asks for. */
export function watchRoutes(app: App, permissions: ReadonlySet<string>): Addresses {
  const addresses = createAddresses()
  app.addHook('onRoute', (route) => {
    // Routes of plugins cannot say who may call them.
    const isPluginOwn = route.url.startsWith('/docs') || route.method === 'OPTIONS'
    if (isPluginOwn) route.config = { ...route.config, permission: 'anyone', plain: true }
    const facts = factsOf(route, permissions)
    route.config = { ...route.config, facts }
    for (const method of [route.method].flat()) addresses.add(method, route.url)
    route.onSend = [...listOf(route.onSend), packReply]
    if (!route.config.idempotency) return
    route.preHandler = [claimIdempotencyKey, ...listOf(route.preHandler)]
    route.onSend.unshift(keepIdempotentAnswer)
  })
  return addresses
}

const listOf = <Hook>(hooks: Hook | Hook[] | undefined): Hook[] =>
  hooks === undefined ? [] : Array.isArray(hooks) ? hooks : [hooks]
