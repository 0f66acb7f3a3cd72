import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Product, signIn, startProduct } from '#tests/product.ts'
import type { LiveEvent, LiveMessage } from './contract.ts'
import { forgetTickets } from './store.ts'
import { readTicket } from './ticket.ts'
import { openPool } from '../../../load/open-pool.ts'

/** Processes that work together sign with the same keys. */
const KEYS = { PENSTOCK_SECRET_KEYS: `test:${randomBytes(32).toString('base64')}` }

let product: Product
let pool: pg.Pool
let owner: Record<string, string>

beforeAll(async () => {
  product = await startProduct({ PENSTOCK_ROLES: 'api,live', ...KEYS })
  pool = openPool(product.databaseUrl, 8)
  owner = await signIn(product)
})

afterAll(async () => {
  await pool.end()
  await product.stop()
})

async function ticketFor(headers: Record<string, string>, remoteAddress?: string): Promise<string> {
  const reply = await product.app.inject({
    ...{ method: 'POST', url: '/api/v1/live/tickets', headers, payload: {} },
    ...(remoteAddress && { remoteAddress }),
  })
  expect(reply.statusCode).toBe(201)
  return reply.json<{ ticket: string }>().ticket
}

type Opened = { socket: WebSocket; messages: LiveMessage[]; events: LiveEvent[]; last: string }

/** Opens a socket and waits for its `hello`. */
async function open(headers: Record<string, string>, after?: string): Promise<Opened> {
  const query = new URLSearchParams({ ticket: await ticketFor(headers), ...(after && { after }) })
  const socket = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live?${query}`)
  const opened: Opened = { socket, messages: [], events: [], last: '' }
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as LiveMessage
    opened.messages.push(message)
    opened.last = message.position
    if (message.type === 'events') opened.events.push(...message.events)
  })
  socket.on('error', () => {})
  await expect.poll(() => opened.messages.some(({ type }) => type === 'hello')).toBe(true)
  return opened
}

const tell = (type: string, id: string, client: pg.Pool | pg.PoolClient = pool) =>
  client.query(
    `insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
     values ($1, $2, 'x', $3, 'system', 'test', '{"number": "PS-1", "customer": {"name": "A"}}')`,
    [product.orgId, type, id],
  )

/** Without what an earlier test has told, where another transaction has held the feed back. */
const idsOf = ({ events }: Opened, but: RegExp = /^one$/) =>
  events.map(({ subject }) => subject.id).filter((id) => !but.test(id))

test('an event reaches whoever looks, with its facts and without a name', async () => {
  const viewer = await open(owner)
  await tell('order.placed', 'one')
  await expect.poll(() => viewer.events.length).toBe(1)
  expect(viewer.events[0]).toMatchObject({
    ...{ topic: 'orders', event: 'order.placed', subject: { type: 'x', id: 'one' } },
    facts: { number: 'PS-1' },
  })
  viewer.socket.terminate()
})

test('each sees what his rights allow, and nobody the other org', async () => {
  const as = async (name: string, scopes: string[]) => {
    const payload = { name, scopes: [...scopes, 'live.read'] }
    const reply = await product.app.inject({
      ...{ method: 'POST', url: '/api/v1/api-keys', headers: owner, payload },
    })
    return open({ authorization: `Bearer ${reply.json<{ secret: string }>().secret}` })
  }
  const viewers = [
    await open(owner),
    await as('packer', ['orders.read', 'stock.read']),
    await as('clerk', ['customers.read']),
  ]
  await pool.query(
    `insert into orgs (id, slug, name) values ('00000000-0000-7000-8000-000000000001', 'x', 'x')
     on conflict do nothing`,
  )
  await pool.query(
    `insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
     values ('00000000-0000-7000-8000-000000000001', 'order.placed', 'x', 'theirs', 'system', 't',
       '{}')`,
  )
  for (const type of ['order.held', 'stock.changed', 'customer.changed', 'setting.changed']) {
    await tell(type, type)
  }
  await tell('customer.changed', 'end')
  await tell('order.placed', 'end')
  for (const viewer of viewers) await expect.poll(() => idsOf(viewer)).toContain('end')
  expect(viewers.map((viewer) => idsOf(viewer))).toEqual([
    ['order.held', 'stock.changed', 'customer.changed', 'end', 'end'],
    ['order.held', 'stock.changed', 'end'],
    ['customer.changed', 'end'],
  ])
  for (const { socket } of viewers) socket.terminate()
})

type Made = { user: { id: string }; apiKey: { id: string }; secret: string }

const post = async (url: string, payload: object, headers = owner) => {
  const reply = await product.app.inject({ method: 'POST', url: `/api/v1${url}`, headers, payload })
  expect(reply.statusCode).toBeLessThan(300)
  return JSON.parse(reply.body || '{}') as Partial<Made>
}

/** A viewer of the shop with a session of his own, who looks. */
async function clerk() {
  const email = `clerk-${randomUUID()}@penstock.test`
  const password = 'correct horse battery'
  const { user } = await post('/users', { email, password, role: 'viewer' })
  const headers = await signIn(product, { email, password })
  return { headers, id: user!.id, opened: await open(headers) }
}
type Clerk = Awaited<ReturnType<typeof clerk>>

const patch = (id: string, payload: object) =>
  product.app.inject({ method: 'PATCH', url: `/api/v1/users/${id}`, headers: owner, payload })

test.for<[how: string, end: (who: Clerk) => Promise<unknown>]>([
  ['he signs out', ({ headers }) => post('/auth/logout-everywhere', {}, headers)],
  ['he is put out', ({ id }) => patch(id, { active: false })],
  ['his role sees less', ({ id }) => patch(id, { role: 'packer' })],
])('nobody looks on once %s', async ([, end]) => {
  const who = await clerk()
  const ticket = await ticketFor(who.headers)
  const closed = once(who.opened.socket, 'close')
  await end(who)
  expect(await closed).toMatchObject([4_401, expect.anything()])
  const late = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live?ticket=${ticket}`)
  late.on('error', () => {})
  const [, refused] = (await once(late, 'unexpected-response')) as [unknown, IncomingMessage]
  expect(refused.statusCode).toBe(401)
})

test('nobody looks on by a key that was revoked', async () => {
  const issued = await post('/api-keys', { name: 'K', scopes: ['orders.read', 'live.read'] })
  const { socket } = await open({ authorization: `Bearer ${issued.secret}` })
  const closed = once(socket, 'close')
  const url = `/api/v1/api-keys/${issued.apiKey!.id}`
  await product.app.inject({ method: 'DELETE', url, headers: owner })
  expect(await closed).toMatchObject([4_401, expect.anything()])
})

/** What comes of an attempt to open a socket: `open`, or the status of the refusal. */
const statusOf = (query: string, { url = product.url, origin = '' } = {}) =>
  new Promise<number | string>((resolve) => {
    const address = `${url.replace('http', 'ws')}/api/v1/live?${query}`
    const socket = new WebSocket(address, { ...(origin && { origin }) })
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode!))
    socket.on('open', () => {
      socket.terminate()
      resolve('open')
    })
    socket.on('error', () => {})
  })

test('a ticket is used once, a foreign page is refused, and so is a word that is no ticket', async () => {
  const ticket = await ticketFor(owner)
  expect(await statusOf(`ticket=${ticket}`, { origin: 'https://evil.example' })).toBe(403)
  expect(await statusOf(`ticket=${ticket}`)).toBe('open')
  expect(await statusOf(`ticket=${ticket}`)).toBe(401)
  expect(await statusOf('ticket=x')).toBe(401)
  const { authorization } = owner
  expect(await statusOf(`ticket=${authorization!.split(' ')[1]}`)).toBe(401)
})

test('a ticket is used once in all processes together, and forgotten when it is over', async () => {
  const settings = { PENSTOCK_ROLES: 'live', DATABASE_URL: product.databaseUrl, ...KEYS }
  const other = await startProduct(settings)
  try {
    const ticket = await ticketFor(owner)
    const urls = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? product.url : other.url))
    const results = await Promise.all(urls.map((url) => statusOf(`ticket=${ticket}`, { url })))
    expect(results.filter((result) => result === 'open')).toHaveLength(1)
    expect(results.filter((result) => result === 401)).toHaveLength(urls.length - 1)
    const { id } = (await readTicket(product.runtime, ticket))!
    const isKnown = async () => {
      const sql = 'select from live_tickets_used where org_id = $1 and id = $2'
      return (await pool.query(sql, [product.orgId, id])).rowCount === 1
    }
    expect(await isKnown()).toBe(true)
    await forgetTickets(product.runtime.db, new Date(Date.now() + 60_000))
    expect(await isKnown()).toBe(false)
  } finally {
    await other.lifecycle.stop()
  }
})

test('sockets are counted by where their tickets were asked for, not by the proxy', async () => {
  const ticket = await ticketFor(owner, '203.0.113.9')
  expect(await readTicket(product.runtime, ticket)).toMatchObject({ address: '203.0.113.9' })
})

test('cut at any moment, with late commits around, nothing is missed and nothing comes twice', async () => {
  const seen: string[] = []
  const ours = (one: Opened) => idsOf(one, /^(one|end|[a-z]+\.[a-z]+)$/)
  const wanted: string[] = []
  let viewer = await open(owner)
  let isWriting = true
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    const client = await pool.connect()
    for (let n = 0; n < 60; n++) {
      await client.query('begin')
      for (let part = 0; part < 3; part++) {
        const id = `${writer}-${n}-${part}`
        wanted.push(id)
        await tell('order.edited', id, client)
      }
      if ((n + writer) % 7 === 0) await pause(5) // Commits after others that began later.
      await client.query('commit')
    }
    client.release()
  })
  const cuts = (async () => {
    while (isWriting) {
      await pause(15)
      const before = viewer
      before.socket.terminate()
      seen.push(...ours(before))
      viewer = await open(owner, before.last)
    }
  })()
  await Promise.all(writers)
  isWriting = false
  await cuts
  await tell('order.edited', 'last')
  await expect.poll(() => ours(viewer)).toContain('last')
  seen.push(...ours(viewer))
  viewer.socket.terminate()
  expect(seen.toSorted()).toEqual([...wanted, 'last'].toSorted())
})

test('who has missed far too much starts anew, and is not sent all of it', async () => {
  const before = await open(owner)
  before.socket.terminate()
  await pool.query(
    `insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
     select $1, 'order.edited', 'x', 'missed', 'system', 'test', '{}' from generate_series(1, 20002)`,
    [product.orgId],
  )
  const viewer = await open(owner, before.last)
  await tell('order.edited', 'after')
  await expect.poll(() => idsOf(viewer)).toContain('after')
  expect(viewer.messages.map(({ type }) => type)).toEqual(['reset', 'hello', 'events'])
  expect(idsOf(viewer)).toEqual(['after'])
  viewer.socket.terminate()
})

test('who comes back from a future that was undone, or with nonsense, starts anew', async () => {
  for (const after of ['18446744073709551000-1', 'nonsense']) {
    const viewer = await open(owner, after)
    expect(viewer.messages.map(({ type }) => type)).toEqual(['reset', 'hello'])
    viewer.socket.terminate()
  }
})
