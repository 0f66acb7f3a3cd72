import { inThread } from './in-thread.ts'
import type { LoadResult } from './http-load.ts'
import type { orderServer } from './place-order-callers.ts'

export type Loaded = LoadResult & { made: number; repeated: number }

const SECRET = 'the secret of the bench'
const CONNECTIONS = 64

/**
 * Creates a Shopify store, and a function that sends its signed webhooks. Each load continues after
 * the last one.
 */
export async function shopifyLoad(server: Awaited<ReturnType<typeof orderServer>>) {
  const { key } = await server.addStore({
    ...{ platform: 'shopify', uid: 'bench.myshopify.com', name: 'Bench' },
    credentials: { webhookSecret: SECRET, accessToken: 'shpat_bench' },
  })
  const plan = { url: server.address, key, secret: SECRET, connections: CONNECTIONS }
  let made = 0
  return {
    made: () => made,
    async send(seconds: number): Promise<Loaded> {
      const more = { seconds, firstId: made + 1 }
      const loaded = await inThread<Loaded>('import-load.ts', { ...plan, ...more })
      made += loaded.made
      return loaded
    },
  }
}
