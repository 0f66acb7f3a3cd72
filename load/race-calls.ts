import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'

export type Line = { sku: string; quantity: number }

/** `word` is `done` or the code of the refusal. */
export type Answer = { status: number; word: string; id: string }

/** Calls one process as a signed-in user. */
export type Call = {
  place(lines: Line[], key: string): Promise<Answer>
  step(orderId: string, status: 'CONFIRMED' | 'SHIPPED' | 'CANCELLED'): Promise<Answer>
  close(): Promise<void>
}

type Send = (
  method: 'POST' | 'PATCH',
  path: string,
  body: object,
  headers?: Record<string, string>,
) => Promise<Answer & { json: Record<string, string> }>

const CONNECTIONS = 64
const PAUSE_MS = 100

export async function caller(url: string, email: string, password: string): Promise<Call> {
  const dispatcher = new Agent({ connections: CONNECTIONS })
  const send: Send = async (method, path, body, headers = {}) => {
    const reply = await request(`${url}/api/v1${path}`, {
      ...{ method, dispatcher, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...headers },
    })
    // A busy server refuses before it does anything, so the caller tries again.
    if (reply.statusCode === 503) {
      await reply.body.dump()
      await delay(PAUSE_MS)
      return send(method, path, body, headers)
    }
    const json = (await reply.body.json()) as Record<string, string>
    const word = reply.statusCode < 300 ? 'done' : (json['code'] ?? String(reply.statusCode))
    return { status: reply.statusCode, word, id: json['id'] ?? '', json }
  }
  const { json } = await send('POST', '/auth/login', { email, password })
  if (!json['accessToken']) throw new Error(`Nobody can sign in: ${JSON.stringify(json)}`)
  const signedIn = { authorization: `Bearer ${json['accessToken']}` }
  return {
    place: (lines, key) =>
      send('POST', '/orders', { lines, ...ORDER }, { ...signedIn, 'idempotency-key': key }),
    step: (orderId, status) =>
      send('PATCH', `/orders/${orderId}/status`, { status, reason: 'race' }, signedIn),
    close: () => dispatcher.close(),
  }
}

const ORDER = {
  customer: { name: 'Asha Rao', email: 'asha@example.com' },
  shippingAddress: { line1: '1 MG Road', city: 'Pune', country: 'IN' },
  payment: { method: 'cod' },
}
