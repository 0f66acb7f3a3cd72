import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import {
  currentTraceparent,
  newTraceparent,
  parseTraceparent,
  startSpan,
  startTracing,
  withSpan,
} from './tracing.ts'

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const VALID = /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

type Span = { name: string; traceId: string; spanId: string; parentSpanId?: string; kind: number }

/** Receives what OTLP over HTTP sends, as JSON. */
async function collector() {
  const spans: Span[] = []
  const seen: unknown[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await json(request)) as {
      resourceSpans: { scopeSpans: { spans: Span[] }[] }[]
    }
    seen.push([request.url, body])
    spans.push(
      ...body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((s) => s.spans)),
    )
    response.setHeader('content-type', 'application/json').end('{}')
  }
  const server = createServer((request, response) => void take(request, response)).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  stops.push(async () => void server.close())
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, seen }
}

/** The other side, which remembers the traceparent that it was called with. */
async function outside() {
  const received: (string | undefined)[] = []
  const server = createServer((request, response) => {
    received.push(request.headers['traceparent'] as string)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(async () => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received }
}

test('a request, the job that follows from it, and the call it makes are one trace', async () => {
  await using world = await scene()
  const { endpoint, spans, seen } = await collector()
  const partner = await outside()
  const tracing = await startTracing({ otlpEndpoint: endpoint, version: '1.2.3' })

  let onTheJob: string | undefined
  const request = startSpan('PUT /orders/:id', 'server', { 'http.route': '/orders/:id' }, PARENT)
  await request.run(async () => {
    onTheJob = currentTraceparent()
  })
  request.end()
  const call = () => world.ctx.outbound.request({ target: 'p', method: 'GET', url: partner.url })
  await withSpan('job shipping.book', {}, onTheJob, call, 'consumer')
  await withSpan('job failed', {}, onTheJob, () => Promise.reject(new TypeError('no'))).catch(
    () => {},
  )
  await tracing.stop()

  const by = Object.fromEntries(spans.map((span) => [span.name, span]))
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
    new Set(['0af7651916cd43dd8448eb211c80319c']),
  )
  expect(by['PUT /orders/:id']!.parentSpanId).toBe('b7ad6b7169203331')
  expect(by['job shipping.book']!.parentSpanId).toBe(by['PUT /orders/:id']!.spanId)
  expect(by['outbound p']!.parentSpanId).toBe(by['job shipping.book']!.spanId)
  expect(parseTraceparent(partner.received[0])!.spanId).toBe(by['outbound p']!.spanId)
  expect(JSON.stringify(by['job failed'])).toContain('TypeError')
  expect(JSON.stringify(seen)).toContain('/v1/traces')
})

test('without an endpoint ids are made and passed on all the same', async () => {
  await using world = await scene()
  const partner = await outside()
  await (await startTracing({})).stop()
  expect(currentTraceparent()).toBeUndefined()
  const call = () => world.ctx.outbound.request({ target: 'p', method: 'GET', url: partner.url })
  await withSpan('job', {}, PARENT, call)
  await call()
  expect(partner.received[0]).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)/)
  expect(partner.received[1]).toMatch(VALID)
  expect(parseTraceparent(partner.received[1])!.traceId).not.toContain('0af765')
})

test('a receiver that is away keeps nobody from stopping', async () => {
  const tracing = await startTracing({ otlpEndpoint: 'http://127.0.0.1:1' })
  startSpan('x', 'internal').end()
  await tracing.stop()
  expect(newTraceparent()).toMatch(/-00$/)
})

test('a new traceparent continues the running trace, or the one given, or begins one', async () => {
  expect(newTraceparent(PARENT)).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-.{16}-01$/)
  expect(newTraceparent('nonsense')).toMatch(VALID)
  await withSpan('x', {}, PARENT, async () => {
    expect(newTraceparent()).toContain('0af7651916cd43dd8448eb211c80319c')
  })
})

test.for<[why: string, text: string | undefined]>([
  ['is absent', undefined],
  ['is empty', ''],
  ['has capitals', PARENT.toUpperCase()],
  ['has no trace', '00-00000000000000000000000000000000-b7ad6b7169203331-01'],
  ['has no parent', '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01'],
  ['has the forbidden version', PARENT.replace(/^00/, 'ff')],
  ['says more than its version knows', `${PARENT}-more`],
  ['is too short', PARENT.slice(0, -1)],
  ['has a line break', `${PARENT}\n`],
  ['is two of them', `${PARENT},${PARENT}`],
])('a traceparent that %s begins a new trace', ([, text]) => {
  expect(parseTraceparent(text)).toBeUndefined()
})

test('a later version may say more', () => {
  expect(parseTraceparent(`${PARENT.replace(/^00/, '01')}-more`)).toBeDefined()
})
