import { createFrame, type Simulator, type SimulatorOptions } from '../frame/frame.ts'
import { bytesOf, jsonOf } from '../frame/server.ts'
import { compact } from '../frame/wire.ts'
import { addFeedRoutes } from './feed-routes.ts'
import { createGate, errorBody, send } from './gate.ts'
import { addListingRoutes, createListings } from './listing-routes.ts'
import { addOrderRoutes } from './order-routes.ts'
import { createOrders, truthOf, type Shares } from './orders.ts'
import { addQueue } from './queue.ts'
import { MARKETPLACE } from './shapes.ts'

export type AmazonOptions = SimulatorOptions & {
  /** How many orders wait for their payment first, and how many Amazon sends out itself. */
  shares?: Shares
}

export type AmazonSimulator = Simulator & {
  sellerId: string
  /** What a store needs to connect. */
  credentials: Record<string, string>
  /** Every token ends now, as when the secret of an app is replaced. */
  endTokens(): void
  queued(): number
}

export async function startAmazon({
  shares = { pending: 0.2, afn: 0.1 },
  ...options
}: AmazonOptions): Promise<AmazonSimulator> {
  const frame = createFrame<never>(PLATFORM, options)
  const { app, clock, random, ledger, faults, goods } = frame
  const sellerId = 'A3SIMSELLER01'
  const known = {
    clientId: 'amzn1.application-oa2-client.simulated',
    clientSecret: 'amzn1.oa2-cs.v1.simulated',
    refreshToken: 'Atzr|simulated',
  }
  const gate = createGate(clock, random, known)
  const queue = addQueue({ app, clock, random, faults, ledger, sellerId, user: QUEUE_USER })
  const world = createOrders({
    ...{ clock, random, ledger, goods, shares, keep: frame.keep },
    onChange: (order, reason) => queue.notify(order, reason),
  })
  const parts = { app, clock, random, ledger, gate, goods, world, url: frame.url }
  const listings = createListings(parts)
  addTokenRoutes(app, gate)
  addOrderRoutes(parts)
  addListingRoutes(parts, listings)
  addFeedRoutes({ ...parts, listings })
  const simulator = await frame.start({
    addGoods: (more) => void goods.push(...more),
    makeOrders: (count) => Array.from({ length: count }, () => world.make()),
    resume: () => world.resume(),
    changeOrder: (id, change) => world.change(id, change),
    orders: () => [...world.orders.values()].map(truthOf),
    stock: () => Object.fromEntries(goods.map(({ sku, quantity }) => [sku, quantity])),
  })
  return {
    ...simulator,
    sellerId,
    credentials: {
      ...{ ...known, marketplaceId: MARKETPLACE, queueUrl: `${simulator.url}/queue` },
      ...{ queueAccessKeyId: QUEUE_USER.id, queueSecretKey: QUEUE_USER.secret },
    },
    endTokens: () => gate.endTokens(),
    queued: () => queue.size(),
  }
}

const QUEUE_USER = { id: 'AKIASIMULATED', secret: 'simulated/of+a-queue' }

const PLATFORM: Parameters<typeof createFrame<never>>[0] = {
  name: 'amazon',
  answers: {
    tooManyRequests: {
      status: 429,
      headers: { 'content-type': 'application/json', 'x-amzn-ratelimit-limit': '0.5' },
      body: compact(errorBody('QuotaExceeded', 'You exceeded your quota.')),
    },
    serverError: {
      status: 500,
      headers: { 'content-type': 'application/json' },
      body: compact(errorBody('InternalFailure', 'We encountered an internal error.')),
    },
  },
  // Amazon calls nobody: what it has to say waits in the queue.
  rules: () => ({
    timeLimitMs: 1_000,
    repeatAfterMs: [],
    isTaken: () => true,
    compose: () => ({ headers: {}, body: '' }),
  }),
}

type App = ReturnType<typeof createFrame<never>>['app']

function addTokenRoutes(app: App, gate: ReturnType<typeof createGate>): void {
  app.post('/auth/o2/token', (request, reply) => {
    const token = gate.grant(new URLSearchParams(bytesOf(request).toString()))
    if (token === undefined) {
      const error_description = 'Client authentication failed'
      return send(reply, 401, { error: 'invalid_client', error_description })
    }
    const answer = { access_token: token, token_type: 'bearer', expires_in: 3_600 }
    return send(reply, 200, answer)
  })
  app.post('/tokens/2021-03-01/restrictedDataToken', (request, reply) => {
    if (!gate.pass('restrictedToken', request, reply)) return reply
    const { restrictedResources = [] } = jsonOf(request) as {
      restrictedResources?: { path: string }[]
    }
    const restrictedDataToken = gate.restrict(restrictedResources[0]?.path ?? '')
    return send(reply, 200, { restrictedDataToken, expiresIn: 3_600 })
  })
}
