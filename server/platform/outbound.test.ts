import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createOutbound, OutboundFailure, type OutboundRequest } from './outbound.ts'
import { systemResolve } from './outbound/guard.ts'
import { retryAfterMs } from './outbound/retry-after.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const WAIT = { timeout: 50_000, interval: 1 }

type Answer = (request: IncomingMessage, response: ServerResponse, hit: number) => void

/** The other side, and when it was called. */
async function partner(answer: Answer) {
  const hits: number[] = []
  const server = createServer((request, response) => {
    hits.push(performance.now())
    request.resume()
    answer(request, response, hits.length)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, hits }
}

function here() {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const metrics = createMetrics()
  const outbound = createOutbound({
    log: createLog({ level: 'info', destination }),
    metrics,
    allowPrivate: [],
    resolve: (hostname, done) =>
      hostname === 'inner.example'
        ? done(null, [{ address: '10.0.0.1', family: 4 }])
        : systemResolve(hostname, done),
  })
  ends.push(() => outbound.close())
  const get = (url: string, more: Partial<OutboundRequest> = {}) =>
    outbound.request({ target: 'partner', method: 'GET', url, ...more })
  /** A failure as what matters of it, or the status. */
  const outcome = (url: string, more: Partial<OutboundRequest> = {}) =>
    get(url, more).then(
      ({ status }) => `${status}`,
      (error: unknown) => {
        if (error instanceof OutboundFailure) return `${error.reason}, reached: ${error.reached}`
        throw error
      },
    )
  return { outbound, get, outcome, lines, text: () => metrics.registry.metrics() }
}

const answered =
  (...statuses: number[]): Answer =>
  (_request, response, hit) =>
    response.writeHead(statuses[hit - 1] ?? statuses.at(-1)!).end('body')
const silence: Answer = () => {}
const hangUp: Answer = (request) => request.socket.destroy()
const CLOSED = 'http://127.0.0.1:1/'

test('a repeatable call is sent again after what passes', async () => {
  const { url, hits } = await partner(answered(503, 429, 200))
  const { get } = here()
  expect((await get(url, { repeatable: true })).status).toBe(200)
  expect(hits).toHaveLength(3)
})

test('a repeatable call is not sent again after what does not pass', async () => {
  const { url, hits } = await partner(answered(422))
  expect((await here().get(url, { repeatable: true })).status).toBe(422)
  expect(hits).toHaveLength(1)
})

test('what must not be repeated is sent once, whatever comes back', async () => {
  const failing = await partner(answered(503))
  const cutting = await partner(hangUp)
  const { outcome } = here()
  expect(await outcome(failing.url, { method: 'POST', body: '{}' })).toBe('503')
  expect(await outcome(cutting.url, { method: 'POST' })).toBe('connection_lost, reached: unknown')
  expect([failing.hits.length, cutting.hits.length]).toEqual([1, 1])
})

test('a failure says whether the other side may have done something', async () => {
  const { outcome } = here()
  const mute = await partner(silence)
  expect(await outcome(CLOSED)).toBe('unreachable, reached: no')
  expect(await outcome('http://no-such-host.invalid/')).toBe('unreachable, reached: no')
  expect(await outcome(mute.url, { timeLimitMs: 50 })).toBe('timeout, reached: unknown')
  const once503 = await partner((request, response, hit) =>
    hit === 1
      ? response.writeHead(503, { 'retry-after': '60' }).end()
      : hangUp(request, response, hit),
  )
  expect(await outcome(once503.url, { target: 'b', timeLimitMs: 500, repeatable: true })).toBe(
    '503',
  )
  expect(await outcome(once503.url, { target: 'b', timeLimitMs: 500 })).toBe(
    'asked_to_wait, reached: no',
  )
})

test('the time limit holds for the call with all its repeats', async () => {
  const { url, hits } = await partner(silence)
  const { outbound, outcome } = here()
  outbound.limit('partner', { attemptTimeLimitMs: 60 })
  const startedAt = performance.now()
  const came = await outcome(url, { repeatable: true, timeLimitMs: 150 })
  expect(came).toBe('timeout, reached: unknown')
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  expect(hits.length).toBeLessThanOrEqual(3)
})

test('a call whose time is over before it is sent is late, and not over a budget', async () => {
  const { url, hits } = await partner(answered(200))
  expect(await here().outcome(url, { timeLimitMs: 0 })).toBe('timeout, reached: no')
  expect(hits).toHaveLength(0)
})

test('a target that fails again and again is left alone, then probed by one call', async () => {
  let isIll = true
  let answer = () => {}
  const { url, hits } = await partner((request, response, hit) => {
    answer = () => response.end()
    if (isIll) answered(500)(request, response, hit)
    else if (hit > 5) answer()
  })
  const { outbound, outcome, text } = here()
  outbound.limit('partner', { failuresMax: 3, openMs: 200 })
  for (let i = 0; i < 6; i++) await outcome(url)
  expect(hits).toHaveLength(3)
  expect(await outcome(url)).toBe('breaker_open, reached: no')
  expect(outbound.state()).toMatchObject([{ breaker: 'open', failuresInARow: 3 }])
  expect(await text()).toContain('penstock_outbound_breakers{target="partner",state="open"} 1')

  // Still ill: one probe goes through, and the pause becomes longer.
  await vi.waitFor(() => expect(outbound.state()[0]!.heldBackMs).toBe(0), WAIT)
  expect(await outcome(url)).toBe('500')
  expect(hits).toHaveLength(4)
  expect(outbound.state()[0]!.heldBackMs).toBeGreaterThan(210)

  // A person hears what is wrong now, and not that it was wrong before.
  const person = { byPerson: true }
  expect(await outcome(url)).toBe('breaker_open, reached: no')
  expect(await outcome(url, person)).toBe('500')
  expect(hits.splice(4)).toHaveLength(1)

  isIll = false
  await vi.waitFor(() => expect(outbound.state()[0]!.heldBackMs).toBe(0), WAIT)
  const crowd = Promise.all(Array.from({ length: 5 }, () => outcome(url)))
  await vi.waitFor(() => expect(hits.length).toBeGreaterThan(4), WAIT)
  expect(outbound.state()).toMatchObject([{ breaker: 'half_open' }])
  expect(hits).toHaveLength(5)
  answer()
  expect(await crowd).toEqual(Array(5).fill('200'))
  expect(outbound.state()).toMatchObject([{ breaker: 'closed', failuresInARow: 0 }])

  isIll = true
  for (let i = 0; i < 4; i++) await outcome(url)
  expect(await outcome(url)).toBe('breaker_open, reached: no')
  isIll = false
  expect(await outcome(url, person)).toBe('200')
  expect(outbound.state()).toMatchObject([{ breaker: 'closed', failuresInARow: 0 }])
  expect(await outcome(url)).toBe('200')
})

test('errors of ours do not open the breaker of theirs', async () => {
  const { url, hits } = await partner(answered(404))
  const { outbound, outcome } = here()
  outbound.limit('partner', { failuresMax: 2 })
  for (let i = 0; i < 5; i++) await outcome(url)
  for (let i = 0; i < 3; i++) await outcome('http://inner.example/', { typedByUser: true })
  expect(hits).toHaveLength(5)
  expect(outbound.state()).toMatchObject([{ breaker: 'closed' }])
})

test('a slow target has few places, few who wait, and takes none from another', async () => {
  const waiting: ServerResponse[] = []
  const slow = await partner((_request, response) => void waiting.push(response))
  const quick = await partner(answered(200))
  const { outbound, outcome, text } = here()
  outbound.limit('slow', { inFlightMax: 2, waitingMax: 1 })
  const crowd = Promise.all(Array.from({ length: 5 }, () => outcome(slow.url, { target: 'slow' })))
  await vi.waitFor(() => expect(waiting).toHaveLength(2), WAIT)
  expect(outbound.state()).toMatchObject([{ inFlight: 2, waiting: 1 }])
  expect(await text()).toContain('penstock_outbound_waiting{target="slow"} 1')
  expect(await outcome(quick.url)).toBe('200')

  waiting.forEach((response) => response.end())
  await vi.waitFor(() => expect(waiting).toHaveLength(3), WAIT)
  waiting[2]!.end()
  expect((await crowd).toSorted()).toEqual([
    '200',
    '200',
    '200',
    'too_many_waiting, reached: no',
    'too_many_waiting, reached: no',
  ])
})

test('who waits in a queue is let go at the end of the time limit', async () => {
  const { url } = await partner(silence)
  const { outbound, outcome } = here()
  outbound.limit('partner', { inFlightMax: 1 })
  const first = outcome(url, { timeLimitMs: 2_000 })
  const startedAt = performance.now()
  expect(await outcome(url, { timeLimitMs: 50 })).toBe('timeout, reached: no')
  expect(performance.now() - startedAt).toBeLessThan(1_500)
  await outbound.close()
  expect(await first).toBe('closing, reached: unknown')
})

test('who asks to be left alone for a second is left alone by everybody', async () => {
  const { url, hits } = await partner((_request, response, hit) =>
    hit === 1 ? response.writeHead(429, { 'retry-after': '1' }).end() : response.end(),
  )
  const { outbound, outcome } = here()
  const crowd = [outcome(url, { repeatable: true })]
  await vi.waitFor(() => expect(outbound.state()[0]!.heldBackMs).toBeGreaterThan(0), WAIT)
  crowd.push(outcome(url), outcome(url))
  const inAHurry = await outcome(url, { timeLimitMs: 200 })
  expect(inAHurry).toBe('asked_to_wait, reached: no')
  expect(await Promise.all(crowd)).toEqual(['200', '200', '200'])
  const waits = hits.slice(1).map((at) => at - hits[0]!)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000)
  expect(Math.max(...waits)).toBeLessThan(2_000)
})

const NOON = new Date('2026-01-15T12:00:00Z')
test.for<[header: string | undefined, ms: number | undefined]>([
  ['0', 0],
  ['7', 7_000],
  [' 7 ', 7_000],
  ['1.5', 1_500],
  ['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
  ['Thu, 15 Jan 2026 11:00:00 GMT', 0],
  ['99999999', 86_400_000],
  ['-1', undefined],
  ['soon', undefined],
  ['2026', 2_026_000],
  ['', undefined],
  [undefined, undefined],
])('Retry-After: %s means %s ms', ([header, ms]) => {
  expect(retryAfterMs(header, NOON)).toBe(ms)
})

test('a rate budget is a burst and then a steady pace', async () => {
  const { url, hits } = await partner(answered(200))
  const { outbound, outcome } = here()
  outbound.limit('partner', { perSecond: 2.5, burst: 3 })
  const startedAt = performance.now()
  const calls = Array.from({ length: 5 }, () => outcome(url))
  expect(await outcome(url, { timeLimitMs: 30 })).toBe('rate_budget, reached: no')
  expect(await Promise.all(calls)).toEqual(Array(5).fill('200'))
  // Three at once, two more at 400 ms each; a timer may be a millisecond early.
  expect(hits[2]! - startedAt).toBeLessThan(400)
  expect(hits[4]! - startedAt).toBeGreaterThanOrEqual(795)
})

test('targets of one kind share its limits but not its state', async () => {
  const { url } = await partner(answered(500))
  const { outbound, outcome } = here()
  outbound.limit('shop', { failuresMax: 1 })
  await outcome(url, { target: 'shop/1' })
  expect(await outcome(url, { target: 'shop/1' })).toBe('breaker_open, reached: no')
  expect(await outcome(url, { target: 'shop/2' })).toBe('500')
  outbound.limit('shop', { failuresMax: 1 })
  expect(await outcome(url, { target: 'shop/1' })).toBe('breaker_open, reached: no')
})

test('a reply that is too large is cut off', async () => {
  const { url } = await partner((_request, response) => void response.end(Buffer.alloc(5_000)))
  const endless = await partner((_request, response) => {
    response.write(Buffer.alloc(1_000))
    response.on('drain', () => response.write(Buffer.alloc(1_000)))
    const timer = setInterval(() => response.write(Buffer.alloc(1_000)), 1)
    response.on('close', () => clearInterval(timer))
  })
  const { outbound, outcome } = here()
  outbound.limit('partner', { replyMaxBytes: 4_999 })
  expect(await outcome(url)).toBe('reply_too_large, reached: unknown')
  expect(await outcome(endless.url)).toBe('reply_too_large, reached: unknown')
  expect(await outcome(url, { target: 'other' })).toBe('200')
})

test('a redirect is a reply like any other', async () => {
  const { url, hits } = await partner((_request, response) =>
    response.writeHead(302, { location: '/elsewhere' }).end(),
  )
  expect((await here().get(url)).headers['location']).toBe('/elsewhere')
  expect(hits).toHaveLength(1)
})

test('a failed call is one line, which gives away neither path nor header nor body', async () => {
  const { outcome, lines, text } = here()
  await outcome(`${CLOSED}hook/canary-path?token=canary-query`, {
    method: 'POST',
    headers: { authorization: 'canary-header' },
    body: 'canary-body',
  })
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    msg: 'outbound.failed',
    target: 'partner',
    host: '127.0.0.1:1',
    reason: 'unreachable',
    reached: 'no',
  })
  expect(lines[0]).not.toContain('canary')
  expect(await text()).toContain(
    'penstock_outbound_calls_total{target="partner",outcome="unreachable"} 1',
  )
})
