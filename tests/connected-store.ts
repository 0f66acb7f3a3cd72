import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import { insertStore, sealCredentials } from '#stores'

export type Connected = {
  platform: string
  uid: string
  name: string
  baseUrl: string
  key?: string
  settings?: Record<string, unknown>
  credentials: Record<string, string>
}

/** A store with credentials by which its platform is called; gives its id. */
export async function connectedStore(
  ctx: Ctx,
  { credentials: values, ...store }: Connected,
): Promise<string> {
  const id = newId()
  await insertStore(ctx.db, ctx.orgId, {
    ...{ key: store.platform, ...store, id },
    credentialsSealed: sealCredentials(ctx.secrets, id, { values, previous: [] }),
  })
  return id
}

/** A shop of WooCommerce that the test plays itself. */
export const connectedShop = (ctx: Ctx, host: string): Promise<string> =>
  connectedStore(ctx, {
    ...{ platform: 'woocommerce', uid: host, name: 'Woo', baseUrl: `http://${host}` },
    credentials: { consumerKey: 'ck_1', consumerSecret: 'cs_1' },
  })
