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

/** Adding a simulated platform is one folder and one line here. */
const PLATFORMS: Record<string, (options: SimulatorOptions) => Promise<Simulator>> = {
  amazon: startAmazon,
  bigcommerce: startBigcommerce,
  blinkit: (options) => startBlinkit({ ...options, mode: 'marketplace' }),
  shopify: startShopify,
  website: startWebsite,
  woocommerce: startWoocommerce,
}

type Options = { port: number; url?: string; seed: number; rate: number; everyMs: number }

/** All platforms behind one port, each below a path of its own: `http://…/shopify/admin/api/…`. */
export async function startAll(options: Options) {
  const simulators = new Map<string, Simulator>()
  const server = createServer((request, response) => handOn(simulators, request, response))
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = options.url ?? `http://127.0.0.1:${port}`
  const { seed, rate, everyMs } = options
  for (const [name, start] of Object.entries(PLATFORMS)) {
    const simulator = await start({ port: 'none', url: `${url}/${name}`, seed, rate })
    simulators.set(name, simulator)
    if (everyMs > 0) trickle(simulator, seed, everyMs)
  }
  return {
    url,
    simulators,
    async stop() {
      server.close()
      server.closeAllConnections()
      await Promise.all([...simulators.values()].map((simulator) => simulator.stop()))
    },
  }
}

function handOn(
  simulators: ReadonlyMap<string, Simulator>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, name = '', rest = ''] = /^\/([a-z]*)(.*)$/.exec(request.url ?? '/') ?? []
  const simulator = simulators.get(name)
  if (!simulator) return answerIndex(simulators, response, name === '' ? 200 : 404)
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  simulator.app.routing(request, response)
}

function answerIndex(
  simulators: ReadonlyMap<string, Simulator>,
  response: ServerResponse,
  status: number,
): void {
  const list = [...simulators.values()].map(({ name, url }) => ({
    ...{ name, url, controls: `${url}/_sim/` },
  }))
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(`${JSON.stringify({ simulators: list }, null, 2)}\n`)
}
