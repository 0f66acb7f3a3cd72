import { setTimeout as delay } from 'node:timers/promises'
import type { AmazonSimulator } from '#simulators/amazon/amazon.ts'
import type { BigSimulator } from '#simulators/bigcommerce/index.ts'
import type { Simulator } from '#simulators/frame/frame.ts'
import type { ShopifySimulator } from '#simulators/shopify/index.ts'
import type { ShopSimulator } from '#simulators/shop/start-shop.ts'
import type { WooSimulator } from '#simulators/woocommerce/index.ts'

/** Calls the product as a program with the owner's permissions does. */
export type Call = (
  method: 'GET' | 'POST',
  path: string,
  body?: object,
) => Promise<{ status: number; json: unknown }>

export type ChaosStore = {
  id: string
  platform: string
  simulator: Simulator
  /** The current secret of its webhooks; `undefined` when the platform has none. */
  secret: string | undefined
}

const SECRET = 'the first secret of the chaos'

type Given = {
  uid: string
  credentials: Record<string, string>
  settings?: Record<string, unknown>
}

const GIVEN: Record<string, (simulator: Simulator) => Given> = {
  amazon: (simulator) => {
    const { sellerId: uid, credentials } = simulator as AmazonSimulator
    return { uid, credentials }
  },
  bigcommerce: (simulator) => {
    const { storeHash: uid, accessToken, clientSecret } = simulator as BigSimulator
    return { uid, credentials: { accessToken, webhookSecret: clientSecret } }
  },
  blinkit: (simulator) => ({
    uid: 'chaos',
    credentials: {
      ...(simulator as ShopSimulator).credentials,
      ...{ webhookSecret: SECRET, supplierName: 'Penstock', supplierAddress: 'Unit 4, Noida' },
    },
    settings: { mode: 'marketplace' },
  }),
  shopify: (simulator) => ({
    uid: (simulator as ShopifySimulator).shop.domain,
    credentials: { accessToken: 'shpat_simulated', webhookSecret: 'shpss_simulated' },
  }),
  website: (simulator) => ({
    uid: 'chaos.example',
    credentials: { ...(simulator as ShopSimulator).credentials, webhookSecret: SECRET },
  }),
  woocommerce: (simulator) => {
    const { consumerKey, consumerSecret } = simulator as WooSimulator
    return {
      uid: new URL(simulator.url).host,
      credentials: { consumerKey, consumerSecret, webhookSecret: SECRET },
    }
  },
}

/** Connects one store of each platform as a person would, and has the webhooks registered. */
export async function connectStores(
  simulators: ReadonlyMap<string, Simulator>,
  call: Call,
): Promise<ChaosStore[]> {
  const stores: ChaosStore[] = []
  for (const [platform, simulator] of simulators) {
    const { uid, credentials, settings = {} } = GIVEN[platform]!(simulator)
    const store = {
      ...{ platform, uid, credentials, name: `Chaos ${platform}`, baseUrl: simulator.url },
      // No stock is pushed, so that the rate limits of the platforms are left for orders.
      settings: { ...settings, pushesStock: false },
    }
    const { id } = (await insist(call, '/stores', store, 201)) as { id: string }
    // Amazon has no webhooks; its notifications wait in a queue.
    if (platform !== 'amazon') await insist(call, `/stores/${id}/webhooks`, undefined, 200)
    const secret = platform === 'amazon' ? undefined : credentials['webhookSecret']
    stores.push({ id, platform, simulator, secret })
  }
  return stores
}

/** Replaces the secret with an overlap, so that messages under way are still accepted. */
export async function rotateSecret(store: ChaosStore, call: Call): Promise<void> {
  // BigCommerce signs with the secret of the account, which cannot be replaced.
  if (store.secret === undefined || store.platform === 'bigcommerce') return
  const webhookSecret = `${store.secret} and then another`
  const body = { credentials: { webhookSecret }, overlapHours: 1 }
  await insist(call, `/stores/${store.id}/credentials`, body, 200)
  store.simulator.webhooks.rotate(webhookSecret)
  store.secret = webhookSecret
}

const TRIES = 10
const PAUSE_MS = 500

/**
 * Repeats a request, like a person who is told that nothing was changed and to try again shortly.
 */
async function insist(call: Call, path: string, body: object | undefined, code: number) {
  for (let tries = 1; ; tries++) {
    const answer = await call('POST', path, body)
    if (answer.status !== 503 || tries === TRIES) return wanted(answer, code)
    await delay(PAUSE_MS)
  }
}

export function wanted({ status, json }: { status: number; json: unknown }, code: number): unknown {
  if (status === code) return json
  throw new Error(`It was answered ${status} and not ${code}: ${JSON.stringify(json)}`)
}
