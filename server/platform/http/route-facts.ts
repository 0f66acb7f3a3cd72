import type { RouteOptions } from 'fastify'
import { z } from 'zod'
import { findLooseObject } from './strict.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    facts?: RouteFacts
  }
}

/** What a request needs to know about its route, computed once at the start. */
export type RouteFacts = {
  method: string
  /**
   * The address with the names of its parameters, of which there are few enough for a label of
   * metrics.
   */
  template: string
  permission: string
  ownPermission?: string | undefined
  isPlain: boolean
  isSafe: boolean
  rateLimitPerMinute: number | undefined
}

export const NO_ROUTE: RouteFacts = {
  method: '*',
  template: 'none',
  permission: 'anyone',
  isPlain: true,
  isSafe: true,
  rateLimitPerMinute: undefined,
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])
const WIDE = new Set(['anyone', 'signed_in'])

/** Throws when a route does not say who may call it, or would silently ignore unknown fields. */
export function factsOf(route: RouteOptions, permissions: ReadonlySet<string>): RouteFacts {
  const method = String(route.method)
  const name = `${method} ${route.url}`
  const { permission, own, plain = false, rateLimitPerMinute } = route.config ?? {}
  if (!permission) throw new Error(`${name} does not say in config.permission who may call it.`)
  if (!WIDE.has(permission) && !permissions.has(permission)) {
    throw new Error(`${name} needs the permission "${permission}", which is not in the catalog.`)
  }
  refuseLooseBody(name, route.schema?.body)
  const isSafe = SAFE_METHODS.has(method)
  const template = route.url
  const ownPermission = own && `${permission}_own`
  return { method, template, permission, ownPermission, isPlain: plain, isSafe, rateLimitPerMinute }
}

function refuseLooseBody(name: string, body: unknown): void {
  if (body === undefined) return
  if (!(body instanceof z.core.$ZodType)) throw new Error(`${name}: the body must be a zod schema.`)
  const place = findLooseObject(body)
  if (place) throw new Error(`${name} must refuse unknown fields: use z.strictObject at ${place}.`)
}
