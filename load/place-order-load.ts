import { randomUUID } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { httpLoad } from './http-load.ts'

/** The thread that sends orders; see `orderServer`. */
const { url, headers, hot, seconds, connections } = workerData as {
  url: string
  headers: Record<string, string>
  hot: boolean
  seconds: number
  connections: number
}

const sku = (isHot: boolean) => `SKU-${isHot ? 0 : Math.floor(Math.random() * 10_000)}`

const body = () =>
  JSON.stringify({
    lines: [
      { sku: sku(hot), quantity: 1 },
      { sku: sku(false), quantity: 1 },
    ],
    customer: {
      name: 'Asha Rao',
      email: `asha${Math.floor(Math.random() * 100_000)}@example.com`,
      phone: '+919800000000',
    },
    shippingAddress: { line1: '1 MG Road', city: 'Pune', postcode: '411001', country: 'IN' },
    payment: { method: 'cod' },
  })

const result = await httpLoad({
  ...{ url, connections, headers, durationMs: seconds * 1_000 },
  next: () => ({
    ...{ method: 'POST', path: '/api/v1/orders', body: body() },
    headers: { 'idempotency-key': randomUUID() },
  }),
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
parentPort!.postMessage(result)
