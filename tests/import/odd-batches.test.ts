import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrderOf, importStage } from './stage.ts'

let stage: Awaited<ReturnType<typeof importStage>>
beforeAll(async () => {
  stage = await importStage({ PENSTOCK_IMPORT_DIRECT_MS: '60000' })
})
afterAll(() => stage.stop())

type Sent = { results: { status: string; externalId: string; orderId: string }[] }

async function sent(body: unknown): Promise<Sent['results']> {
  const { json } = await stage.send(body)
  return (json as unknown as Sent).results
}

const noteOf = async (orderId: string) =>
  (await stage.call('GET', `/orders/${orderId}`)).json.note as string

test('of one order several times in a batch the last one counts, as if each was sent alone', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `TWICE-${index}`)
  const orders = ['first', 'second', 'third'].flatMap((note) => {
    return ids.map((id) => anOrderOf(id, { note }))
  })
  const results = await sent({ orders })
  expect(results.map(({ externalId }) => externalId)).toEqual([...ids, ...ids, ...ids])
  expect(results.map(({ status }) => status)).toEqual([
    ...ids.map(() => 'created'),
    ...[...ids, ...ids].map(() => 'updated'),
  ])
  for (const { orderId } of results.slice(0, ids.length)) {
    expect(await noteOf(orderId)).toBe('third')
  }
})

test('an older version in a batch never comes after a newer one', async () => {
  const version = (minute: number, note: string) =>
    anOrderOf('OLD', { note, updatedAt: `2027-01-05T10:0${minute}:00Z` })
  const results = await sent([version(5, 'new'), version(3, 'old'), version(7, 'newest')])
  expect(results.map(({ status }) => status)).toEqual(['created', 'duplicate', 'updated'])
  expect(await noteOf(results[0]!.orderId)).toBe('newest')
})

test('more orders than one message holds become several messages, and the answer stays in order', async () => {
  const before = (await stage.call('GET', '/messages?limit=100')).json.messages.length
  const orders = Array.from({ length: 520 }, (_, n) => anOrderOf(`LONG-${n}`))
  orders[510] = anOrderOf('LONG-510', { lines: 'none' })
  orders[515] = anOrderOf('LONG-3', { note: 'changed' })
  const results = await sent({ orders })
  expect(results.map(({ externalId }) => externalId)).toEqual(
    orders.map(({ externalId }) => externalId),
  )
  const odd = results.map(({ status }, n) => ({ n, status }))
  expect(odd.filter(({ status }) => status !== 'created')).toEqual([
    ...[{ n: 510, status: 'parked' } as const, { n: 515, status: 'updated' } as const],
  ])
  const after = (await stage.call('GET', '/messages?limit=100')).json.messages
  expect(after.length - before).toBe(2)
  // The message with the bad order is the only one that a person must see.
  expect(after.slice(0, 2).map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    ...['parked', 'created'],
  ])
})

test('a list without end is refused in words, and nothing of it is kept', async () => {
  const before = (await stage.call('GET', '/messages?limit=100')).json.messages.length
  const { status, json } = await stage.send(`[${Array(10_001).fill('{}').join(',')}]`)
  expect([status, json['code'], json['detail']]).toEqual([
    ...[413, 'too_many_orders'],
    expect.stringContaining('10,000 orders at most: send it in parts'),
  ])
  expect((await stage.call('GET', '/messages?limit=100')).json.messages).toHaveLength(before)
})

test('what says in capitals that it is not packed is taken', async () => {
  const headers = { 'content-encoding': 'Identity' }
  expect(await stage.send(anOrderOf('NOT-PACKED'), { headers })).toMatchObject({
    ...{ status: 200, json: { status: 'created' } },
  })
})

test('a ping that names no store is answered at the address of all, and is not kept', async () => {
  const ping = async (url: string, payload: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const reply = await stage.product.app.inject({ method: 'POST', url, headers, payload })
    return [reply.statusCode, reply.json().status]
  }
  const before = (await stage.call('GET', '/messages?limit=100')).json.messages.length
  expect(await ping('/import-orders', 'webhook_id=142')).toEqual([200, 'ignored'])
  expect(await ping('/import-orders', 'webhook_id=142&more=1')).toEqual([401, 401])
  expect(await ping('/import-orders/nobody', 'webhook_id=142')).toEqual([401, 401])
  expect((await stage.call('GET', '/messages?limit=100')).json.messages).toHaveLength(before)
})

test('without a time of change the order of arrival counts, whether anything is remembered or not', async () => {
  const [a, b] = ['first', 'second'].map((note) => anOrderOf('TIMELESS', { note }))
  const orderId = (await stage.send(a, { id: 'same' })).json['orderId']!
  await stage.send(b)
  expect((await stage.send(a, { id: 'same' })).json).toMatchObject({ status: 'updated' })
  expect(await noteOf(orderId)).toBe('first')
  expect((await stage.send(a, { id: 'same' })).json).toMatchObject({ status: 'duplicate' })
})

test('an old list that is read late takes nothing back', async () => {
  const [{ orderId }] = (await sent([anOrderOf('LATE', { note: 'old' }), anOrderOf('ELSE')])) as [
    Sent['results'][0],
  ]
  await stage.send(anOrderOf('LATE', { note: 'new' }))
  const { json } = await stage.call('GET', '/messages?limit=2')
  const id = json.messages[1].id as string
  // Its process had died before it could say what has become of it.
  await stage.rows(`update messages set verdict = 'working' where id = $1`, [id])
  await stage.call('POST', `/messages/${id}/replay`)
  expect(await noteOf(orderId)).toBe('new')
})

test('the farthest day that an order may name is kept as it was said', async () => {
  const shipBy = '2999-12-31T23:59:59.999Z'
  const { status, orderId } = (await stage.send(anOrderOf('FAR', { shipBy }))).json
  expect([status, (await stage.call('GET', `/orders/${orderId}`)).json.shipBy]).toEqual([
    'created',
    shipBy,
  ])
})

test.for<[what: string, body: (order: string) => string, isList: boolean]>([
  ['one order', (order) => order, false],
  ['a list', (order) => `[${order}]`, true],
  ['a list after a mark of its bytes', (order) => `\uFEFF [${order}]`, true],
  ['orders', (order) => `{"orders":[${order}]}`, true],
  ['orders after other members', (order) => `{"source":"till","orders":[${order}]}`, true],
  ['one order with such a member', (order) => `{"orders":7,${order.slice(1)}`, false],
])('%s of one is answered as it was asked', async ([what, body, isList]) => {
  const { status, json } = await stage.send(body(JSON.stringify(anOrderOf(what))))
  const result = { status: 'created', externalId: what }
  expect([status, json]).toEqual([
    200,
    isList ? { results: [expect.objectContaining(result)] } : expect.objectContaining(result),
  ])
})

test('what is packed is refused in words, and nothing is kept of it', async () => {
  const before = (await stage.call('GET', '/messages?limit=100')).json.messages.length
  const reply = await stage.product.app.inject({
    ...{ method: 'POST', url: '/import-orders', payload: gzipSync(JSON.stringify(anOrderOf('Z'))) },
    headers: { ...stage.owner, 'content-type': 'application/json', 'content-encoding': 'gzip' },
  })
  expect([reply.statusCode, reply.json().code]).toEqual([415, 'unsupported_media_type'])
  expect((await stage.call('GET', '/messages?limit=100')).json.messages).toHaveLength(before)
})

test('what a program posts as a platform writes it goes to the only store of that platform', async () => {
  const connected = await stage.call('POST', '/stores', {
    ...{ platform: 'blinkit', uid: '4411', name: 'Blinkit', settings: { mode: 'vendor' } },
    credentials: { apiKey: 'ours', webhookSecret: 'theirs' },
  })
  expect(connected.status).toBe(201)
  const po = {
    ...{ type: 'PO_CREATION', po_number: 'PO-1', tenant: 'BLINKIT' },
    details: {
      issue_date: '2027-01-05T10:00:00Z',
      item_data: [{ item_id: 1, sku_code: 'MUG', units_ordered: 3, basic_price: 10 }],
    },
  }
  const post = async () => {
    const reply = await stage.product.app.inject({
      ...{ method: 'POST', url: '/import-orders', headers: stage.owner, payload: po },
    })
    return [reply.statusCode, reply.json().status, reply.json().externalId]
  }
  // Another process may have to be told of the store first.
  await expect.poll(post).toEqual([201, 'created', 'PO-1'])
  expect(await post()).toEqual([200, 'duplicate', 'PO-1'])
})
