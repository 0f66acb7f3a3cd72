import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Adapter, Client, Message } from '#channels'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { createOutbound, type Outbound } from '#platform/outbound.ts'

export type Receiver = {
  url: string
  /** What has come in since the last `take`, with the bytes as they were. */
  take(): Message[]
  /** What is answered from now on. */
  status: number
  stop(): Promise<void>
}

/** The other end of webhooks: keeps what comes, and answers what it is told to. */
export async function startReceiver(): Promise<Receiver> {
  let messages: Message[] = []
  const server = createServer((request, response) => {
    void bytesOf(request).then((body) => {
      const pairs = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
      messages.push({ headers: Object.fromEntries(pairs) as Message['headers'], body })
      response.writeHead(receiver.status).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/import-orders/key`,
    status: 200,
    take() {
      const taken = messages
      messages = []
      return taken
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

type Simulated = { url: string; clock: { now(): Date } }

/** An adapter's client that calls a simulator by real HTTP, with the time of the simulator. */
export function clientFor(
  adapter: Adapter,
  simulator: Simulated,
  credentials: Record<string, string>,
  uid = 'simulated',
  settings: Record<string, unknown> = {},
): { client: Client; outbound: Outbound } {
  const allowPrivate = [new URL(simulator.url).host]
  const log = createLog({ level: 'silent' })
  const outbound = createOutbound({ log, metrics: createMetrics(), allowPrivate })
  const client = adapter.connect!({
    ...{ storeId: 'store', uid, baseUrl: simulator.url, credentials, settings, outbound },
    now: () => simulator.clock.now(),
  })
  return { client, outbound }
}
