import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Adapter,
  type CanonicalOrder,
  type Client,
  findAdapter,
  type Message,
} from '#channels'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { createOutbound } from '#platform/outbound.ts'
import type { Simulator } from '#simulators/frame/frame.ts'

type Store = { platform: string; uid: string; credentials: Record<string, string> }

export type Contract = {
  adapter: Adapter
  client: Client
  /** Where the platform may send its webhooks, and what has come. */
  receiver: Receiver
  stop(): Promise<void>
}

export type Receiver = {
  address: string
  messages: Message[]
  /** What it answers with from now on. */
  status: number
}

/** An adapter and a simulated platform, with real HTTP both ways and no product around them. */
export async function contractOf(simulator: Simulator, store: Store): Promise<Contract> {
  const adapter = findAdapter(store.platform)
  if (!adapter?.connect) throw new Error(`${store.platform} cannot be called`)
  const destination = { write: () => {} }
  const outbound = createOutbound({
    log: createLog({ level: 'fatal', destination }),
    metrics: createMetrics(),
    allowPrivate: [new URL(simulator.url).host],
  })
  const client = adapter.connect({
    ...{ storeId: 'store', baseUrl: simulator.url, settings: {}, outbound },
    ...{ uid: store.uid, credentials: store.credentials, now: () => simulator.clock.now() },
  })
  const { receiver, stop } = await listen()
  return {
    ...{ adapter, client, receiver },
    async stop() {
      await outbound.close()
      stop()
      await simulator.stop()
    },
  }
}

async function listen(): Promise<{ receiver: Receiver; stop: () => void }> {
  const receiver: Receiver = { address: '', messages: [], status: 200 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const headers = request.headers as Record<string, string>
        if (receiver.status === 200)
          receiver.messages.push({ headers, body: Buffer.concat(chunks) })
        response.writeHead(receiver.status).end()
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  receiver.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
  return { receiver, stop: () => server.close().closeAllConnections() }
}

export function orderIn(adapter: Adapter, message: Message | undefined): CanonicalOrder {
  const [reading] = message ? adapter.read(message) : []
  if (reading?.type !== 'order') throw new Error(`no order: ${JSON.stringify(reading)}`)
  return reading.order
}

/** Every order of the range, page by page. */
export async function allOrders({ adapter, client }: Contract, from: Date, to: Date) {
  const orders: CanonicalOrder[] = []
  let page: string | null = null
  do {
    const got = await client.listOrders({ from, to }, page)
    orders.push(...got.orders.map((message) => orderIn(adapter, message)))
    page = got.next
  } while (page !== null)
  return orders
}

/** An order in the words of the simulators' truth. */
export function asTruth(order: CanonicalOrder) {
  const units = (quantities: string[]) => quantities.reduce((sum, one) => sum + Number(one), 0)
  return {
    ...{ externalId: order.externalId, number: order.number, isTest: order.isTest },
    ...{ lifecycle: order.lifecycle, currency: order.currency },
    grandTotalMinor: order.totals.grandTotalMinor,
    refundedMinor: order.totals.refundedMinor,
    activeUnits: units(order.lines.map(({ activeQuantity }) => activeQuantity)),
    fulfilledUnits: units(order.lines.map(({ fulfilledQuantity }) => fulfilledQuantity)),
  }
}
