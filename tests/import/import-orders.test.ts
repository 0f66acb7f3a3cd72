import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { intakeChecks } from '#intake'
import { orderChecks } from '#orders'
import { paymentChecks } from '#payments'
import { newId } from '#platform/random.ts'
import { stockChecks } from '#stock'
import { orderText } from '../../load/import-order.ts'
import { hasRedis, startRedis } from '../redis.ts'
import { anOrderOf, importStage, SECRET } from './stage.ts'

let stage: Awaited<ReturnType<typeof importStage>>
let redis: Awaited<ReturnType<typeof startRedis>> | undefined
beforeAll(async () => {
  redis = hasRedis ? await startRedis() : undefined
  // A busy machine may take long, and nothing here is about the disk.
  const patient = { PENSTOCK_IMPORT_DIRECT_MS: '60000' }
  stage = await importStage({ ...patient, ...(redis && { REDIS_URL: redis.url }) })
})
afterAll(async () => {
  await stage.stop()
  await redis?.kill()
})

const count = async (table: string): Promise<number> =>
  (await stage.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n

test('an order lands once, and whoever sends it again is told which one it is', async () => {
  const timed = anOrderOf('A-1', { updatedAt: '2027-01-05T10:00:00Z' })
  const [begun] = await stage.rows<{ at: Date }>('select now() as at')
  const first = await stage.send(timed, { id: 'one' })
  expect(first).toMatchObject({ status: 200, json: { status: 'created', externalId: 'A-1' } })
  const { orderId } = first.json
  const again = { status: 'duplicate', orderId, processedAt: expect.any(String) }
  expect((await stage.send(timed, { id: 'one' })).json).toMatchObject(again)
  const two = await stage.send(timed, { id: 'two' })
  expect(two.json).toMatchObject(again)
  // When it landed here, and not when it was placed there.
  const landedMs = Date.parse(two.json['processedAt']!) - begun!.at.getTime()
  expect(Math.abs(landedMs)).toBeLessThan(60_000)
  const order = await stage.call('GET', `/orders/${orderId}`)
  expect(order.json).toMatchObject({ externalId: 'A-1', status: 'CONFIRMED', payment: 'paid' })
  const { json } = await stage.call('GET', `/messages?orderId=${orderId}`)
  // The first repeat was answered from memory, so there is nothing to keep of it.
  const verdicts = json.messages.map(({ verdict }: { verdict: string }) => verdict)
  expect(verdicts).toEqual(['duplicate', 'created'])
})

test('of many in one message each gets its own result, and a bad one harms no other', async () => {
  const orders = [anOrderOf('B-1'), { externalId: 'B-2' }, anOrderOf('B-3')]
  const { status, json } = await stage.send({ orders })
  expect(status).toBe(200)
  expect(json['results']).toMatchObject([
    { status: 'created', externalId: 'B-1' },
    { status: 'parked', externalId: 'B-2', reason: expect.stringContaining('/lines') },
    { status: 'created', externalId: 'B-3' },
  ])
  const parked = await stage.call('GET', '/messages?verdict=parked')
  expect(parked.json.messages).toMatchObject([{ reason: expect.stringContaining('1 of 3 parked') }])
  const id = parked.json.messages[0].id as string
  const replay = await stage.call('POST', `/messages/${id}/replay`)
  expect(replay.json.results).toMatchObject([
    ...[{ status: 'duplicate' }, { status: 'parked' }, { status: 'duplicate' }],
  ])
  expect(await stage.call('POST', `/messages/${id}/discard`, { reason: 'typo' })).toMatchObject({
    status: 204,
  })
  expect((await stage.call('GET', '/messages?verdict=parked')).json.messages).toEqual([])
})

test('the original is kept byte by byte, and no secret with it', async () => {
  const text = `{\r\n "externalId" : "C-1","currency":"INR", "note":"\\u0000 ok",\n${JSON.stringify(
    anOrderOf('C-1'),
  ).slice(1)}`
  const { json } = await stage.send(text, { headers: { cookie: 'x=1', 'x-api-key': 'hush' } })
  expect(json).toMatchObject({ status: 'created' })
  const [message] = (await stage.call('GET', `/messages?orderId=${json['orderId']}`)).json.messages
  const whole = (await stage.call('GET', `/messages/${message.id}`)).json
  expect(Buffer.from(whole.body, 'base64').toString()).toBe(text)
  expect(JSON.stringify(whole.headers)).not.toMatch(/hush|x=1/)
  const [{ body }] = (await stage.rows<{ body: Buffer }>(
    `select body_sealed as body from messages where id = $1`,
    [message.id],
  )) as [{ body: Buffer }]
  expect(body.includes('MG Road')).toBe(false)
  const [{ cause }] = (await stage.rows<{ cause: object }>(
    `select cause from history where subject_id = $1 and type = 'order.placed'`,
    [json['orderId']],
  )) as [{ cause: object }]
  expect(Object.keys(cause).toSorted()).toEqual(['messageId', 'requestId', 'traceparent'])
})

test.for<[what: string, how: Parameters<typeof stage.send>[1]]>([
  ['another secret', { secret: 'forged' }],
  ['a time of long ago', { at: new Date(Date.now() - 3_600_000) }],
  ['no signature', { headers: { 'webhook-signature': '' } }],
])('with %s it is 401 and leaves nothing', async ([, how]) => {
  const before = [await count('messages'), await count('orders')]
  const { status, json } = await stage.send(anOrderOf(newId()), how)
  expect([status, json['code']]).toEqual([401, 'not_authentic'])
  expect([await count('messages'), await count('orders')]).toEqual(before)
})

test('an old secret opens as long as it may, and a header of ours is not believed', async () => {
  const url = `/stores/${stage.storeId}/credentials`
  const credentials = { webhookSecret: 'the next secret' }
  const replaced = await stage.call('POST', url, { credentials, overlapHours: 1 })
  expect(replaced.status).toBe(200)
  const next = { secret: 'the next secret', headers: { 'x-penstock-source': 'fetch' } }
  await expect.poll(async () => (await stage.send(anOrderOf('D-1'), next)).status).toBe(200)
  expect((await stage.send(anOrderOf('D-2'))).status).toBe(200)
  const [{ source }] = (await stage.rows<{ source: string }>(
    `select source from channel_orders where external_id = 'D-1'`,
  )) as [{ source: string }]
  expect(source).toBe('sent')
  // At once: then what came before is over as well.
  const last = { credentials: { webhookSecret: 'the last secret' }, overlapHours: 0 }
  await stage.call('POST', url, last)
  for (const secret of [undefined, next.secret]) {
    const sent = () => stage.send(anOrderOf('D-3'), { ...(secret && { secret }) })
    await expect.poll(async () => (await sent()).status).toBe(401)
  }
  await stage.call('POST', url, { credentials: { webhookSecret: SECRET }, overlapHours: 0 })
})

test('a program with a key brings in orders of the own website, and is told what is wrong', async () => {
  const post = (payload: object) =>
    stage.product.app.inject({
      ...{ method: 'POST', url: '/import-orders', headers: stage.owner, payload },
    })
  expect((await post(anOrderOf('E-1'))).statusCode).toBe(201)
  expect((await post(anOrderOf('E-1'))).statusCode).toBe(200)
  const wrong = await post({ externalId: 'E-2' })
  expect(wrong.statusCode).toBe(422)
  const result = { status: 'parked', externalId: 'E-2' }
  expect(wrong.json()).toMatchObject({ code: 'parked', results: [result] })
})

test('a list of a program may hold orders of several platforms, and each goes to its store', async () => {
  const shopify = { platform: 'shopify', uid: 'mix.myshopify.com', name: 'Mix', credentials: {} }
  const { json: store } = await stage.call('POST', '/stores', shopify)
  const created = '2027-01-05T10:00:00Z'
  const sold = (id: number) => ({
    ...{ id, name: `#${id}`, created_at: created, updated_at: created, currency: 'INR' },
    ...{ line_items: [], total_price: '0.00' },
  })
  const woo = { id: 7, status: 'processing', date_created_gmt: created, line_items: [], total: '1' }
  const payload = [sold(9001), anOrderOf('MIX-1'), woo, sold(9002), { externalId: 'MIX-2' }]
  const post = () =>
    stage.product.app.inject({
      ...{ method: 'POST', url: '/import-orders', headers: stage.owner, payload },
    })
  // A store that was connected a moment ago may not be known to the process yet.
  await expect.poll(async () => (await post()).json().results[0].externalId).toBe('9001')
  const { results } = (await post()).json()
  const reason = expect.stringMatching(/as WooCommerce writes orders, and no store of that/)
  expect(results).toMatchObject([
    { status: 'duplicate', externalId: '9001' },
    { externalId: 'MIX-1', orderId: expect.any(String) },
    { status: 'parked', reason },
    { status: 'duplicate', externalId: '9002' },
    { status: 'parked', externalId: 'MIX-2' },
  ])
  const { json: order } = await stage.call('GET', `/orders/${results[3].orderId}`)
  expect(order.store).toMatchObject({ id: store.id })
})

test('a parked order in the format of a platform says for whom it is, wherever it is read', async () => {
  const at = '2027-01-05T10:00:00Z'
  const payload = { id: 8, status: 'processing', date_created_gmt: at, line_items: [], total: '1' }
  const post = { method: 'POST', url: '/import-orders', headers: stage.owner, payload } as const
  const reason = expect.stringMatching(/as WooCommerce writes orders, and no store of that/)
  expect((await stage.product.app.inject(post)).json().results).toMatchObject([{ reason }])
  const { json } = await stage.call('GET', '/messages?verdict=parked&limit=1')
  expect(json.messages).toMatchObject([{ reason }])
  const { id } = json.messages[0]
  const { json: compared } = await stage.call('GET', `/messages/${id}/comparison`)
  expect(compared.orders).toMatchObject([{ standing: 'parked', note: reason }])
  // The right to have a message read again is not the right to read it.
  const { json: key } = await stage.call('POST', '/api-keys', {
    ...{ name: 'Replay', scopes: ['messages.replay'] },
  })
  const headers = { authorization: `Bearer ${key.secret}` }
  const url = `/api/v1/messages/${id}/comparison`
  const refused = await stage.product.app.inject({ url, headers })
  expect(refused.json()).toMatchObject({ status: 403, permission: 'messages.read' })
})

test('a key that is not known is told as a key, and not as a signature', async () => {
  const headers = { authorization: 'Bearer pk_0a1b2c3d_forged' }
  const post = async (url: string) => {
    const payload = anOrderOf('F-1')
    const reply = await stage.product.app.inject({ method: 'POST', url, headers, payload })
    return [reply.statusCode, reply.json().code]
  }
  expect(await post('/import-orders')).toEqual([401, 'unauthenticated'])
  expect(await post(`/import-orders/${stage.key}`)).toEqual([401, 'not_authentic'])
})

test('a key of one store opens that store and no other', async () => {
  const issue = (storeId: string, scopes = ['messages.import']) =>
    stage.call('POST', '/api-keys', { name: 'Till', scopes, storeId })
  const { json } = await issue(stage.storeId)
  const post = async (path: string, payload: object) => {
    const headers = { authorization: `Bearer ${json.secret}` }
    const url = `/import-orders${path}`
    const reply = await stage.product.app.inject({ method: 'POST', url, headers, payload })
    return [reply.statusCode, reply.json().code ?? reply.json().status]
  }
  expect(await post(`/${stage.key}`, anOrderOf('K-1'))).toEqual([201, 'created'])
  expect(await post('', anOrderOf('K-1'))).toEqual([200, 'duplicate'])
  const other = { platform: 'generic', uid: 'other', name: 'Other', credentials: {} }
  const { json: store } = await stage.call('POST', '/stores', other)
  expect(await post(`/${store.key}`, anOrderOf('K-2'))).toEqual([403, 'key_of_another_store'])
  const all = await issue(stage.storeId, ['messages.import', 'orders.read'])
  expect([all.status, all.json.code]).toEqual([422, 'key_not_bindable'])
  const nowhere = await issue(newId())
  expect([nowhere.status, nowhere.json.code]).toEqual([422, 'key_store_not_found'])
})

test('money is given back under a key of the caller, or it is said why it cannot be', async () => {
  const { json: sent } = await stage.send(anOrderOf('R-1'))
  const url = `/orders/${sent['orderId']}/refunds`
  const { json: left } = await stage.call('GET', url)
  expect(left).toMatchObject({
    ...{ platform: 'Another system', leftMinor: 0, lines: [] },
    why: expect.stringContaining('post the order again'),
  })
  const body = { amountMinor: 100, reason: 'Came late' }
  const bare = await stage.call('POST', url, body)
  expect([bare.status, bare.json.code]).toEqual([400, 'idempotency_key_missing'])
  const post = async (payload: object, path = url) => {
    const headers = { ...stage.owner, 'idempotency-key': `${path} ${JSON.stringify(payload)}` }
    const options = { method: 'POST', url: `/api/v1${path}`, headers, payload } as const
    const reply = await stage.product.app.inject(options)
    return [reply.statusCode, reply.json<{ code: string }>().code]
  }
  expect(await post(body)).toEqual([409, 'refund_not_supported'])
  expect(await post(body, `/orders/${newId()}/refunds`)).toEqual([404, 'order_not_found'])
  const line = { line: 1, quantity: 1 }
  for (const wrong of [{}, { restock: true, amountMinor: 1 }, { lines: [line, line] }]) {
    expect(await post({ reason: 'x', ...wrong })).toEqual([400, 'invalid_request'])
  }
})

test('versions that arrive at once and shuffled end where the youngest says', async () => {
  const lines = (quantity: number) => [
    { externalLineId: '1', sku: 'MUG', quantity, unitPriceMinor: 1_000 },
    { externalLineId: '2', sku: 'GHOST', quantity: 1, unitPriceMinor: 500 },
  ]
  const at = (second: number) => `2027-01-05T10:00:${String(second).padStart(2, '0')}Z`
  const refunds = [{ externalId: 'R', amountMinor: 700, at: at(3) }]
  for (let round = 0; round < 5; round++) {
    const id = `F-${round}`
    const versions = [
      anOrderOf(id, { updatedAt: at(1), lines: lines(1), paymentStatus: 'pending' }),
      anOrderOf(id, { updatedAt: at(2), lines: lines(4) }),
      anOrderOf(id, { updatedAt: at(3), lines: lines(3), refunds, totals: { refundedMinor: 700 } }),
    ]
    const all = [...versions, ...versions].toSorted(() => Math.random() - 0.5)
    const replies = await Promise.all(all.map((order) => stage.send(order)))
    expect(replies.map(({ status }) => status)).toEqual(all.map(() => 200))
    const ids = new Set(replies.map(({ json }) => json['orderId']))
    expect(ids.size).toBe(1)
    const { json } = await stage.call('GET', `/orders/${[...ids][0]}`)
    expect(json).toMatchObject({
      ...{ payment: 'partly_refunded', status: 'CONFIRMED', holds: ['unmapped_sku'] },
      totals: { grandTotalMinor: 3_500, refundedMinor: 700 },
    })
  }
  await stage.call('POST', `/stores/${stage.storeId}/listings`, {
    externalSku: 'GHOST',
    sku: 'MUG',
  })
  const waiting = `select count(*)::int as n from orders where 'unmapped_sku' = any(holds)`
  await expect.poll(() => stage.rows(waiting)).toEqual([{ n: 0 }])
  const [{ open }] = (await stage.rows<{ open: number }>(
    `select sum(reserved_delta)::int as open from stock_movements m join orders o
       on o.id = m.reservation_id where o.external_id like 'F-%'`,
  )) as [{ open: number }]
  expect(open).toBe(20)
})

test('a purchase order that comes again with other content is answered E101, each time', async () => {
  const store = await stage.call('POST', '/stores', {
    ...{ platform: 'blinkit', uid: '4411', name: 'Vendor', settings: { mode: 'vendor' } },
    credentials: { apiKey: 'ours', webhookSecret: 'theirs' },
  })
  const item = { item_id: 1, sku_code: 'MUG', basic_price: 10, units_ordered: 12 }
  const post = async (units_ordered: number) => {
    const payload = {
      ...{ type: 'PO_CREATION', po_number: '77', tenant: 'BLINKIT' },
      details: {
        ...{ po_number: '77', issue_date: '2026-11-20T00:00:00Z', outlet_id: 1 },
        item_data: [{ ...item, units_ordered }],
      },
    }
    const url = `/import-orders/${store.json.key}`
    const headers = { 'api-key': 'theirs' }
    const reply = await stage.product.app.inject({ method: 'POST', url, headers, payload })
    const { success, data } = reply.json()
    return [reply.statusCode, success, data.errors.map(({ code }: { code: string }) => code)]
  }
  expect(await post(12)).toEqual([200, true, []])
  expect(await post(24)).toEqual([200, false, ['E101']])
  expect(await post(24)).toEqual([200, false, ['E101']])
  expect(await post(12)).toEqual([200, true, []])
  const lines = `select quantity from order_lines l join orders o on o.id = l.order_id
    where o.external_id = '77'`
  expect(await stage.rows(lines)).toEqual([{ quantity: 12 }])
  const kept = `select reason from messages where verdict = 'duplicate' and external_id = '77'`
  expect(await stage.rows(kept)).toEqual([{ reason: expect.stringContaining('other content') }])
})

test('one answer says whether a store is well', async () => {
  const { status, json } = await stage.call('GET', `/stores/${stage.storeId}/status`)
  expect(status).toBe(200)
  const counts = await stage.rows<{ verdict: string; n: number }>(
    `select verdict, count(*)::int as n from messages where store_id = $1 group by 1`,
    [stage.storeId],
  )
  const verdicts = Object.fromEntries(counts.map(({ verdict, n }) => [verdict, n]))
  const messages = counts.reduce((sum, { n }) => sum + n, 0)
  expect(messages).toBeGreaterThan(10)
  expect(json).toMatchObject({
    ...{ state: 'active', lastHour: { messages, errors: 0 }, lastDay: { verdicts }, parked: 0 },
    sync: { canBeAsked: false, lagS: null },
    ...{ listings: { all: 1, unmapped: 0 }, refused: { stock: 0, orders: 0 } },
    outbound: { breaker: 'closed', lastFailure: null },
  })
  expect((await stage.call('GET', `/stores/${newId()}/status`)).status).toBe(404)
})

test('the books know each message and each order that came of one', async () => {
  const scope = { orgId: stage.product.orgId, since: null }
  const checks = [...intakeChecks, ...orderChecks, ...stockChecks, ...paymentChecks]
  const found = await Promise.all(checks.map(({ find }) => find(stage.product.runtime.db, scope)))
  expect(found.flat()).toEqual([])
  await stage.rows(`update messages set order_id = null where verdict = 'created'`)
  const broken = await Promise.all(
    intakeChecks.map(({ find }) => find(stage.product.runtime.db, scope)),
  )
  expect(broken[1]!.length).toBeGreaterThan(0)
})

test('whom a platform asks to erase is erased, and what cannot be done alone asks for a person', async () => {
  const { json: shop } = await stage.call('POST', '/stores', {
    ...{ platform: 'shopify', uid: 'mill.myshopify.com', name: 'Mill' },
    credentials: { webhookSecret: 'hush', accessToken: 'shpat' },
  })
  const tell = async (topic: string, body: object) => {
    const payload = JSON.stringify(body)
    const signature = createHmac('sha256', 'hush').update(payload).digest('base64')
    const headers = { 'x-shopify-topic': topic, 'x-shopify-hmac-sha256': signature }
    const url = `/import-orders/${shop.key}`
    const reply = await stage.product.app.inject({ method: 'POST', url, headers, payload })
    return reply.json() as Record<string, string>
  }
  const { orderId } = await tell('orders/create', JSON.parse(orderText(790)))
  const order = await stage.call('GET', `/orders/${orderId}`)
  expect(order.json).toMatchObject({ customer: { name: 'Asha Rao' }, flags: [] })
  const person = { customer: { id: 792, email: null }, orders_to_redact: [790] }
  const redacted = await tell('customers/redact', person)
  expect(redacted).toMatchObject({ status: 'updated', reason: expect.stringContaining('erased') })
  const id = order.json.customer.id as string
  expect(await stage.rows('select email, phone from customers where id = $1', [id])).toEqual([
    { email: null, phone: null },
  ])
  const kept = `select body_sealed from messages where topic = 'customers/redact'`
  expect(await stage.rows(kept)).toEqual([{ body_sealed: null }])

  const asked = await tell('customers/data_request', { customer: { id: 792 } })
  expect(asked).toMatchObject({ status: 'parked', reason: expect.stringContaining('30 days') })
  const { json } = await stage.call('GET', `/stores/${shop.id}/completeness`)
  expect(json.missing).toBe(0)
  const [parked] = await stage.rows<{ data: object }>(
    `select data from history where type = 'message.parked' and data->>'storeId' = $1`,
    [shop.id],
  )
  expect(parked!.data).toMatchObject({ store: 'Mill', reason: asked['reason'] })
  const { json: waiting } = await stage.call('GET', `/messages?storeId=${shop.id}&verdict=parked`)
  await stage.call('POST', `/messages/${waiting.messages[0].id}/discard`, { reason: 'sent' })
})

test.runIf(hasRedis)(
  'whatever becomes of Redis, repeats are told which order they are',
  async () => {
    const happenings: [name: string, happen: () => unknown][] = [
      ['there', () => {}],
      ['flushed', () => redis!.flush()],
      ['frozen', () => redis!.freeze()],
      ['dead', () => redis!.kill()],
    ]
    const at = new Date()
    for (const [name, happen] of happenings) {
      const send = (id: string) => stage.send(anOrderOf(name), { id: `${name} ${id}`, at })
      const first = await send('one')
      expect(first).toMatchObject({ status: 200, json: { status: 'created' } })
      await happen()
      const { orderId } = first.json
      for (const again of ['one', 'two', 'two']) {
        const duplicate = { status: 200, json: { status: 'duplicate', orderId } }
        expect(await send(again)).toMatchObject(duplicate)
      }
    }
  },
)

test('a purchase order is answered in its own words, and a cancellation may be too late', async () => {
  const store = await stage.call('POST', '/stores', {
    ...{ platform: 'blinkit', uid: '8822', name: 'Blinkit' },
    credentials: { apiKey: 'for our calls', webhookSecret: 'a shared key' },
  })

  const line = { item_id: 71, sku_code: 'MUG', units_ordered: 2, basic_price: 10.5 }
  const details = {
    ...{ po_number: '990011', issue_date: '2027-01-05T10:00:00Z', item_data: [line] },
    supplier_details: { id: '8822' },
  }
  const sent = async (type: string, more: object, url = '/import-orders') => {
    const payload = JSON.stringify({ type, po_number: '990011', tenant: 'BLINKIT', ...more })
    const headers = { 'api-key': 'a shared key', 'content-type': 'application/json' }
    const reply = await stage.product.app.inject({ method: 'POST', url, payload, headers })
    return { status: reply.statusCode, ...(reply.json() as Record<string, unknown>) }
  }
  const taken = { status: 200, success: true, data: { po_status: 'processing', errors: [] } }
  // Without a store in the address: the order names its supplier.
  expect(await sent('PO_CREATION', { details })).toMatchObject(taken)
  const address = `/import-orders/${store.json.key}`
  const errors = [{ code: 'E100', message: expect.any(String) }]
  const unclear = { status: 200, success: false, data: { errors } }
  expect(await sent('PO_CREATION', { details: null }, address)).toMatchObject(unclear)

  const [order] = await stage.rows<{ id: string }>(
    `select id from orders where external_id = '990011'`,
  )
  await stage.rows(`update order_lines set shipped_quantity = 2 where order_id = $1`, [order!.id])
  await sent('PO_CANCELLATION', {}, address)
  const parked = await stage.call('GET', '/messages?verdict=parked')
  expect(parked.json.messages[0]).toMatchObject({
    reason: expect.stringContaining('after its goods had left'),
  })
  await stage.rows(`update order_lines set shipped_quantity = 0 where order_id = $1`, [order!.id])
  expect((await stage.call('GET', `/orders/${order!.id}`)).json.status).not.toBe('CANCELLED')
})
