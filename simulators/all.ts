import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startAmazon } from './amazon/amazon.ts'
import { startBigcommerce } from './bigcommerce/index.ts'
import { startBlinkit } from './blinkit/blinkit.ts'
import type { Simulator, SimulatorOptions } from './frame/frame.ts'
import { trickle } from './frame/trickle.ts'
import { startShopify } from './shopify/index.ts'
import { startWebsite } from './website/website.ts'
import { startWoocommerce } from './woocommerce/index.ts'
import { NO_WORLDS, type Worlds } from './worlds.ts'

/** What a person would copy from the pages of the platform to connect a store of it. */
type Account = {
  platform: string
  uid: string
  credentials: Record<string, string>
  settings?: Record<string, string>
}

type Started = { simulator: Simulator; account: Account }

/** Adding a simulated platform is one folder and one line here. */
const PLATFORMS: Record<string, (options: SimulatorOptions) => Promise<Started>> = {
  shopify: async (options) => {
    const simulator = await startShopify(options)
    const { accessToken, domain: uid } = simulator.shop
    const credentials = { accessToken, webhookSecret: 'shpss_simulated' }
    return { simulator, account: { platform: 'shopify', uid, credentials } }
  },
  woocommerce: async (options) => {
    const simulator = await startWoocommerce(options)
    const { consumerKey, consumerSecret, url: uid } = simulator
    const credentials = { consumerKey, consumerSecret }
    return { simulator, account: { platform: 'woocommerce', uid, credentials } }
  },
  bigcommerce: async (options) => {
    const simulator = await startBigcommerce(options)
    const { accessToken, clientSecret: webhookSecret, storeHash } = simulator
    const credentials = { accessToken, webhookSecret }
    return { simulator, account: { platform: 'bigcommerce', uid: storeHash, credentials } }
  },
  amazon: async (options) => {
    const simulator = await startAmazon(options)
    const { sellerId: uid, credentials } = simulator
    return { simulator, account: { platform: 'amazon', uid, credentials } }
  },
  blinkit: async (options) => {
    const simulator = await startBlinkit({ ...options, mode: 'marketplace' })
    const { credentials } = simulator
    const settings = { mode: 'marketplace' }
    return { simulator, account: { platform: 'blinkit', uid: '4411', credentials, settings } }
  },
  website: async (options) => {
    const simulator = await startWebsite(options)
    const { credentials } = simulator
    return { simulator, account: { platform: 'website', uid: 'shop-of-our-own', credentials } }
  },
}

type Options = {
  port: number
  url?: string
  seed: number
  rate: number
  everyMs: number
  worlds?: Worlds
}

/** All platforms behind one port, each below a path of its own: `http://…/shopify/admin/api/…`. */
export async function startAll(options: Options) {
  const started = new Map<string, Started>()
  const server = createServer((request, response) => handOn(started, request, response))
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = options.url ?? `http://127.0.0.1:${port}`
  const { seed, rate, everyMs, worlds = NO_WORLDS } = options
  for (const [name, start] of Object.entries(PLATFORMS)) {
    const remembered = await worlds.find(name)
    const own = { port: 'none', url: `${url}/${name}`, seed, rate } as const
    const one = await start({ ...own, ...(remembered && { remembered }) })
    started.set(name, one)
    if (everyMs > 0) trickle(one.simulator, seed, everyMs)
  }
  const simulators = new Map([...started].map(([name, { simulator }]) => [name, simulator]))
  const saveLast = worlds.follow(simulators)
  return {
    ...{ url, simulators },
    async stop() {
      server.close()
      server.closeAllConnections()
      await saveLast()
      await Promise.all([...started.values()].map(({ simulator }) => simulator.stop()))
    },
  }
}

/** `originalUrl` keeps the address as it was called, which is what callers have signed. */
function handOn(
  started: ReadonlyMap<string, Started>,
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
): void {
  const [, name = '', rest = ''] = /^\/([a-z]*)(.*)$/.exec(request.url ?? '/') ?? []
  const simulator = started.get(name)?.simulator
  if (!simulator) return answerIndex(started, response, name === '' ? 200 : 404)
  request.originalUrl = request.url ?? '/'
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  simulator.app.routing(request, response)
}

function answerIndex(
  started: ReadonlyMap<string, Started>,
  response: ServerResponse,
  status: number,
): void {
  const list = [...started.values()].map(({ simulator: { name, url }, account }) => ({
    ...{ name, url, controls: `${url}/_sim/`, account },
  }))
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(`${JSON.stringify({ simulators: list }, null, 2)}\n`)
}
