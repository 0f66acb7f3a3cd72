import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createBucket } from './bucket.ts'
import { createClock } from './clock.ts'
import type { NewFault } from './faults.ts'
import { createFrame } from './frame.ts'
import { pageOf } from './pages.ts'
import { bytesOf } from './server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const HOUR_MS = 3_600_000

/** A platform of one route that repeats its webhooks twice and then removes the hook. */
async function toy() {
  const frame = createFrame<string>(
    {
      name: 'toy',
      answers: {
        tooManyRequests: { status: 429, headers: { 'retry-after': '2.0' }, body: '{}' },
        serverError: { status: 500, headers: {}, body: 'oops' },
      },
      rules: () => ({
        timeLimitMs: 2_000,
        repeatAfterMs: [HOUR_MS, 2 * HOUR_MS],
        isTaken: (status) => status === 200,
        compose: ({ event, attempt }, secret) => ({
          headers: { attempt: String(attempt), signature: signed(secret, event.data) },
          body: event.data,
        }),
        onOutcome: (hook, { isTaken, isLast }) => {
          if (isLast && !isTaken) frame.webhooks.remove(hook.id)
        },
      }),
    },
    { seed: 7, rate: 0 },
  )
  frame.app.post('/charges/:id', async (request) => {
    frame.ledger.record('charge', bytesOf(request).toString())
    return 'a charge that was made'
  })
  const simulator = await frame.start({
    addGoods: () => {},
    makeOrders: () => [],
    changeOrder: () => false,
    orders: () => [],
    stock: () => ({}),
  })
  ends.push(() => simulator.stop())
  return { ...frame, simulator }
}

const signed = (secret: string, body: string) =>
  createHmac('sha256', secret).update(body).digest('hex')

/** Takes webhooks, or refuses them, and remembers the bodies and headers. */
async function receiver() {
  const got: { body: string; attempt: string; signature: string }[] = []
  const state = { status: 200 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const { attempt, signature } = request.headers as Record<string, string>
        got.push({
          body: Buffer.concat(chunks).toString(),
          attempt: attempt!,
          signature: signature!,
        })
        response.writeHead(state.status).end()
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}/`, got, state }
}

const happened = (data: string) => ({ id: data, topic: 'paid', at: new Date(0), data })

test('a clock that stands still runs what falls due in its order, each at its own time', async () => {
  const clock = createClock({ rate: 0, startAt: new Date(0) })
  const seen: [string, number][] = []
  const note = (name: string) => seen.push([name, clock.now().getTime()])
  clock.after(2_000, () => note('second'))
  clock.after(1_000, () => {
    note('first')
    clock.after(500, () => note('between'))
  })
  await clock.advance(1_999)
  await clock.advance(1_001)
  expect(seen).toEqual([
    ['first', 1_000],
    ['between', 1_500],
    ['second', 2_000],
  ])
  expect(clock.now().getTime()).toBe(3_000)
})

test('a bucket fills with the time of the platform', async () => {
  const clock = createClock({ rate: 0 })
  const bucket = createBucket(clock, { size: 2, perSecond: 0.5 })
  expect([bucket.take(), bucket.take()].map(({ isTaken }) => isTaken)).toEqual([true, true])
  expect(bucket.take()).toEqual({ isTaken: false, left: 0, waitS: 2 })
  await clock.advance(2_000)
  expect(bucket.take().isTaken).toBe(true)
})

test('a cursor leads through the whole list', () => {
  const seen: number[] = []
  let cursor: string | null = null
  do {
    const page: ReturnType<typeof pageOf<number>> = pageOf([1, 2, 3, 4, 5], cursor, 2)
    seen.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  expect(seen).toEqual([1, 2, 3, 4, 5])
  expect(pageOf([1], 'nonsense', 2).items).toEqual([1])
})

const charge = (url: string) =>
  fetch(`${url}/charges/1`, { method: 'POST', body: 'x' }).then(
    async (response) => {
      const text = await response.text().catch(() => 'cut')
      return `${response.status} ${text.slice(0, 9)} ${response.headers.get('retry-after') ?? ''}`
    },
    () => 'no answer',
  )

test.for<[kind: Extract<NewFault, { on: 'request' }>['kind'], answer: string, charges: number]>([
  ['delay', '200 a charge  ', 1],
  ['too_many_requests', '429 {} 2.0', 0],
  ['server_error', '500 oops ', 0],
  ['html', '503 <!DOCTYPE ', 0],
  ['cut_before', 'no answer', 0],
  ['cut_in_body', '200 cut ', 1],
  ['cut_after', 'no answer', 1],
])('%s strikes once, on its route', async ([kind, answer, charges]) => {
  const { simulator, ledger } = await toy()
  simulator.faults.add({ on: 'request', kind, match: 'GET', count: 1 })
  expect(await charge(simulator.url)).toBe('200 a charge  ')
  simulator.faults.clear()
  simulator.faults.add({ on: 'request', kind, match: 'POST /charges/:id', count: 1, delayMs: 1 })
  expect(await charge(simulator.url)).toBe(answer)
  expect(ledger.entries({ type: 'charge' })).toHaveLength(1 + charges)
  expect(await charge(simulator.url)).toBe('200 a charge  ')
})

test('a webhook that is refused comes again by the schedule, and then the hook is removed', async () => {
  const { simulator, webhooks } = await toy()
  const { address, got, state } = await receiver()
  webhooks.add({ topic: 'paid', address, secret: 's' })
  webhooks.add({ topic: 'other', address, secret: 's' })
  state.status = 503
  webhooks.send(happened('a'))
  await simulator.settled()
  expect(got).toEqual([{ body: 'a', attempt: '1', signature: signed('s', 'a') }])
  await simulator.clock.advance(HOUR_MS)
  await simulator.clock.advance(2 * HOUR_MS - 1)
  expect(got.map(({ attempt }) => attempt)).toEqual(['1', '2'])
  await simulator.clock.advance(1)
  expect(got.map(({ attempt }) => attempt)).toEqual(['1', '2', '3'])
  expect([...webhooks.hooks.values()].map(({ topic }) => topic)).toEqual(['other'])
})

test('webhooks are dropped, doubled, late, overtaken and wrongly signed on demand', async () => {
  const { simulator, webhooks, faults } = await toy()
  const { address, got } = await receiver()
  webhooks.add({ topic: 'paid', address, secret: 'old' })
  webhooks.rotate('new')
  const kinds = ['drop', 'duplicate', 'delay', 'wrong_signature', 'old_signature'] as const
  for (const kind of kinds) {
    faults.add({ on: 'webhook', kind, count: 1 })
    webhooks.send(happened(kind))
    await simulator.settled()
  }
  faults.add({ on: 'webhook', kind: 'reorder', count: 1 })
  webhooks.send(happened('early'))
  webhooks.send(happened('late'))
  await simulator.settled()
  await simulator.clock.advance(1_000)
  expect(got.map(({ body }) => body)).toEqual([
    ...['duplicate', 'duplicate', 'wrong_signature', 'old_signature'],
    ...['late', 'early', 'delay'],
  ])
  const secretOf = ({ body, signature }: (typeof got)[number]) =>
    ['old', 'new'].find((secret) => signed(secret, body) === signature)
  expect(got.slice(1, 4).map(secretOf)).toEqual(['new', undefined, 'old'])
})

test('tests talk to it over HTTP as well', async () => {
  const { simulator } = await toy()
  const say = async (path: string, body?: unknown) => {
    const init = { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${simulator.url}/_sim/${path}`, body === undefined ? {} : init)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const before = simulator.clock.now().getTime()
  await say('clock', { advanceMs: 5_000 })
  expect(simulator.clock.now().getTime()).toBe(before + 5_000)
  expect((await say('faults', { on: 'request', kind: 'hang', count: 2 })).status).toBe(200)
  expect((await say('faults', { on: 'request', kind: 'explode' })).status).toBe(422)
  expect(simulator.faults.list()).toMatchObject([{ kind: 'hang', count: 2 }])
  expect((await say('orders')).body).toEqual([])
  expect((await say('orders/1/cancel', {})).status).toBe(409)
})
