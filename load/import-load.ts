import { createHmac, randomInt } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { httpLoad } from './http-load.ts'
import { orderText } from './import-order.ts'

/** The thread that sends webhooks, signed as Shopify does. */
const { url, key, secret, seconds, connections, firstId } = workerData as {
  url: string
  key: string
  secret: string
  seconds: number
  connections: number
  firstId: number
}

type Request = { method: string; path: string; body: string; headers: Record<string, string> }

const REPEATS = 0.1
const REMEMBERED = 2_000

const sent: Request[] = []
let [made, repeated] = [0, 0]

/** One request in ten repeats an earlier one, word for word. */
function next(): Request {
  if (sent.length > 0 && Math.random() < REPEATS) {
    repeated++
    return sent[randomInt(sent.length)]!
  }
  const id = firstId + made++
  const body = orderText(id)
  const request = {
    ...{ method: 'POST', path: `/import-orders/${key}`, body },
    headers: {
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': 'bench.myshopify.com',
      'x-shopify-webhook-id': `b54557e4-bdd9-4b37-8a5f-${String(id).padStart(12, '0').slice(-12)}`,
      'x-shopify-triggered-at': new Date().toISOString(),
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    },
  }
  sent[(made - 1) % REMEMBERED] = request
  return request
}

const headers = { 'user-agent': 'Shopify-Captain-Hook' }
const result = await httpLoad({ url, connections, headers, durationMs: seconds * 1_000, next })
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
parentPort!.postMessage({ ...result, made, repeated })
