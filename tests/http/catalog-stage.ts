import { catalogRoutes } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { httpStage } from './stage.ts'

const PERMISSIONS: Record<string, string[]> = {
  owner: ['catalog.read', 'catalog.edit', 'catalog.import'],
  viewer: ['catalog.read'],
  customer: [],
  /** Staff of another org. */
  stranger: ['catalog.read', 'catalog.edit', 'catalog.import'],
}

/** The routes of the catalog, with an owner, a viewer, a customer, and an owner of another org. */
export async function catalogStage() {
  let other: Ctx | undefined
  const stage = await httpStage(
    catalogRoutes,
    { PENSTOCK_RATE_LIMITS: 'off' },
    {
      permissions: new Set(PERMISSIONS['owner']),
      authenticate: async ({ bearer = '' }) => {
        const permissions = PERMISSIONS[bearer]
        if (!permissions) return undefined
        other ??= await stage.world.anotherOrg()
        return {
          orgId: bearer === 'stranger' ? other.orgId : stage.world.ctx.orgId,
          actor: { type: 'user', id: `id-of-${bearer}`, name: bearer },
          permissions: new Set(permissions),
          via: 'bearer',
        }
      },
    },
  )
  const call = async (
    as: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    payload?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const reply = await stage.app.inject({
      ...{ method, url: `/api/v1${url}` },
      headers: { ...(as && { authorization: `Bearer ${as}` }), ...headers },
      ...(payload !== undefined && { payload: payload as object }),
    })
    const isJson = String(reply.headers['content-type']).includes('json')
    return {
      status: reply.statusCode,
      headers: reply.headers,
      text: reply.body,
      bytes: reply.rawPayload,
      /** What it is, the test says. */
      json: isJson ? reply.json() : undefined,
    }
  }
  return Object.assign(stage, { call })
}

export type CatalogStage = Awaited<ReturnType<typeof catalogStage>>

export const aProduct = (sku: string, more: object = {}) => ({
  name: `Product ${sku}`,
  variants: [{ sku, priceMinor: 1_000, currency: 'INR' }],
  ...more,
})
