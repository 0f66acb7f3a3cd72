import { expect, test } from 'vitest'
import { orderChecks, salesSettings } from '#orders'
import { paymentChecks } from '#payments'
import { newId } from '#platform/random.ts'
import { changeSetting } from '#settings'
import { stockChecks } from '#stock'
import { verify as verifyAudit } from '#audit'
import { verify } from '#integrity'
import { addPerson } from './add-person.ts'
import { AN_ORDER, customersStage, type CustomersStage } from './customers-stage.ts'

async function aShop() {
  const stage = await customersStage()
  await stage.given.product('MUG', 100, 1_000)
  return stage
}

const guest = (name: string, email?: string, phone?: string) => ({
  customer: { name, ...(email && { email }), ...(phone && { phone }) },
})
const numbers = (body: { orders: { number: string }[] }) => body.orders.map(({ number }) => number)

test('pages go on where the last one ended, in every order', async () => {
  await using stage = await aShop()
  for (const letter of 'dbeac') await stage.order('owner', guest(letter, `${letter}@x.example`))
  for (const query of ['sort=age', 'sort=name', 'q=%40', 'q=']) {
    const whole = await stage.call('owner', `GET /customers?${query}`)
    const seen: unknown[] = []
    for (let after = ''; ;) {
      const { body } = await stage.call('owner', `GET /customers?${query}&limit=2${after}`)
      seen.push(...body.customers)
      if (!body.pagination.nextCursor) break
      after = `&after=${body.pagination.nextCursor}`
    }
    expect([query, seen]).toEqual([query, whole.body.customers])
  }
})

test('a position that no page gave is refused', async () => {
  await using stage = await aShop()
  const forged = [['x', newId()], ['1e9', newId()], ['99999999999999999', newId()], ['1', 'x'], {}]
  for (const position of forged) {
    const after = Buffer.from(JSON.stringify(position)).toString('base64url')
    const { status } = await stage.call('owner', `GET /customers?after=${after}`)
    expect([position, status]).toEqual([position, 400])
  }
  const { customer } = await stage.order('owner')
  for (const list of [
    `/customers/${customer.id}/orders`,
    '/me/orders',
    '/customers?q=a@&limit=1',
  ]) {
    const after = Buffer.from(JSON.stringify([{}, newId()])).toString('base64url')
    const { status } = await stage.call(
      'owner',
      `GET ${list}${list.includes('?') ? '&' : '?'}after=${after}`,
    )
    expect([list, status]).toEqual([list, 400])
  }
})

test('an address that belongs to another is refused with who it is', async () => {
  await using stage = await aShop()
  const { customer: asha } = await stage.order('owner', guest('Asha', 'asha@example.com'))
  const { customer: ravi } = await stage.order('owner', guest('Ravi', 'ravi@example.com'))
  const url = `PATCH /customers/${ravi.id}`
  const taken = await stage.call(
    ...(['owner', url, { email: 'ASHA@example.com' }, { 'if-match': '"1"' }] as const),
  )
  expect(taken).toMatchObject({ status: 409, body: { code: 'email_taken', customerId: asha.id } })
  const changed = await stage.call('owner', url, { name: 'Ravi Sen' }, { 'if-match': '"1"' })
  expect(changed).toMatchObject({ status: 200, body: { name: 'Ravi Sen', version: 2 } })
  const late = await stage.call('owner', url, { name: 'R' }, { 'if-match': '"1"' })
  expect(late).toMatchObject({ status: 412, body: { code: 'customer_changed' } })
  expect(await stage.call('owner', url, { name: 'R' })).toMatchObject({ status: 428 })
  expect(await stage.rows('select after from audit_log')).toEqual([{ after: { fields: ['name'] } }])
})

test('a phone alone finds who has an e-mail too, and the oldest of several', async () => {
  await using stage = await aShop()
  const phone = '98765 43210'
  const idOf = async (as: string, email?: string) =>
    (await stage.order(as, guest('Asha', email, phone))).customer.id
  const login = await idOf('asha', 'asha@example.com')
  const asha = await idOf('owner', 'asha@example.com')
  const ravi = await idOf('owner', 'ravi@example.com')
  expect(new Set([login, asha, ravi]).size).toBe(3)
  expect(await idOf('owner')).toBe(asha)
  await stage.call('owner', `POST /customers/${ravi}/merges`, { from: asha })
  expect(await idOf('owner')).toBe(ravi)
})

test('two who are merged are one person, and come apart as they were', async () => {
  await using stage = await aShop()
  const one = await stage.order('owner', guest('A', 'a@x.example'))
  const two = await stage.order('owner', guest('B', 'b@x.example'))
  const three = await stage.order('owner', guest('C', undefined, '98765 43210'))
  const [a, b, c] = [one, two, three].map(({ customer }) => customer.id)
  const ordersOf = async (id: string) =>
    numbers((await stage.call('owner', `GET /customers/${id}/orders`)).body)

  await stage.call('owner', `POST /customers/${b}/merges`, { from: a })
  const merge = await stage.call('owner', `POST /customers/${c}/merges`, { from: b })
  expect(merge).toMatchObject({ status: 201, body: { merges: [{ intoId: b }, { intoId: c }] } })
  const again = await stage.order('owner', guest('A', 'a@x.example'))
  expect(again.customer.id).toBe(c)
  expect(await ordersOf(c)).toEqual([again, three, two, one].map(({ number }) => number))
  const { body: summary } = await stage.call('owner', `GET /customers/${c}/summary`)
  expect(summary).toMatchObject({
    totals: [{ currency: 'INR', orders: 4, spentMinor: 0, refundedMinor: 0 }],
    addresses: [{ orders: 4 }],
  })

  const { mergeId } = merge.body
  const undo = `DELETE /customers/${c}/merges/${mergeId}`
  expect((await stage.call('owner', undo)).status).toBe(204)
  expect((await stage.call('owner', undo)).status).toBe(204)
  expect(await ordersOf(b)).toEqual([two, one].map(({ number }) => number))
  expect(await ordersOf(c)).toEqual([again, three].map(({ number }) => number))
})

test('the reference tells where a caller may name the version that was read', async () => {
  await using stage = await aShop()
  const reply = await stage.app.inject('/openapi.json')
  type Operation = { parameters?: { in: string; name: string; required?: boolean }[] }
  const paths = Object.entries(reply.json().paths as Record<string, Record<string, Operation>>)
  const told = paths.flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { parameters = [] }]) =>
      parameters.some((one) => one.in === 'header' && one.name === 'if-match' && !one.required)
        ? [`${method} ${path.replace('/api/v1', '')}`]
        : [],
    ),
  )
  expect(told.toSorted()).toEqual([
    'delete /orders/{orderId}/holds/{reason}',
    'patch /customers/{customerId}',
    'patch /me/customer',
    'patch /orders/{orderId}',
    'patch /orders/{orderId}/status',
    'post /orders/{orderId}/cancellations',
    'post /orders/{orderId}/cancellations/preview',
    'post /orders/{orderId}/holds',
    'post /orders/{orderId}/parcels',
    'post /orders/{orderId}/returns',
    'put /admin/orders/{orderId}/status',
    'put /orders/{orderId}/cancel',
  ])
})

test('spent is what was paid and not given back, of what was not cancelled and no trial', async () => {
  await using stage = await aShop()
  const { customer, ...unpaid } = await stage.order('owner')
  const paid = await stage.order('owner', { lines: [{ sku: 'MUG', quantity: 3 }] })
  const returned = await stage.order('owner', { lines: [{ sku: 'MUG', quantity: 2 }] })
  const cancelled = await stage.order('owner')
  const trial = await stage.order('owner')
  const set = (what: string, { id }: { id: string }) =>
    stage.rows(`update orders set ${what} where org_id = $1 and id = $2`, [stage.ctx.orgId, id])
  const spent = async () =>
    (await stage.call('owner', `GET /customers/${customer.id}/summary`)).body.totals
  expect(await spent()).toMatchObject([{ orders: 5, spentMinor: 0, refundedMinor: 0 }])
  stage.skipHistories() // The money of other platforms and gateways is tested there.
  await set(`payment = 'paid'`, paid)
  await set(`payment = 'partly_refunded', refunded_minor = 500`, returned)
  await set(`payment = 'paid', lifecycle = 'cancelled', status = 'CANCELLED'`, cancelled)
  await set(`payment = 'paid', is_test = true`, trial)
  expect(await spent()).toMatchObject([
    { orders: 4, cancelled: 1, spentMinor: 3_000 + 1_500, refundedMinor: 500 },
  ])
  await set(`payment = 'paid'`, unpaid as { id: string })
  await set(`payment = 'refunded', refunded_minor = 2_000`, returned)
  expect(await spent()).toMatchObject([{ spentMinor: 3_000 + 1_000, refundedMinor: 2_000 }])
})

test('somebody who has spent more than can be counted exactly can still be read', async () => {
  await using stage = await customersStage()
  await stage.given.product('GEM', 10_000, 1_000_000_000_000)
  const lines = [{ sku: 'GEM', quantity: 1_000 }]
  const { customer } = await stage.order('owner', { lines })
  for (let i = 0; i < 9; i++) await stage.order('owner', { lines })
  stage.skipHistories()
  await stage.rows(`update orders set payment = 'paid' where org_id = $1`, [stage.ctx.orgId])
  const reply = await stage.call('owner', `GET /customers/${customer.id}/summary`)
  expect(reply).toMatchObject({ status: 200, body: { totals: [{ spentMinor: 1e16 }] } })
})

test('merges are taken back one by one, in whatever order', async () => {
  await using stage = await aShop()
  const ids: string[] = []
  for (const name of 'abc') {
    ids.push((await stage.order('owner', guest(name, `${name}@x.example`))).customer.id)
  }
  const [a, b, c] = ids as [string, string, string]
  const mergeOf = async (into: string, from: string) =>
    (await stage.call('owner', `POST /customers/${into}/merges`, { from })).body.mergeId
  const first = await mergeOf(b, a)
  const second = await mergeOf(c, b)
  await stage.call('owner', `DELETE /customers/${c}/merges/${first}`)
  const third = await mergeOf(c, a)
  await stage.call('owner', `DELETE /customers/${c}/merges/${second}`)
  const parts = 'select id, merged_into from customers order by email'
  expect(await stage.rows(parts)).toEqual([
    { id: a, merged_into: c },
    { id: b, merged_into: null },
    { id: c, merged_into: null },
  ])
  await stage.call('owner', `DELETE /customers/${c}/merges/${third}`)
  expect(await stage.rows(`${parts} limit 1`)).toEqual([{ id: a, merged_into: null }])
})

test('a merge that makes no sense is refused', async () => {
  await using stage = await aShop()
  const a = (await stage.order('owner', guest('A', 'a@x.example'))).customer.id
  const b = (await stage.order('owner', guest('B', 'b@x.example'))).customer.id
  const merge = (into: string, from: string) =>
    stage.call('owner', `POST /customers/${into}/merges`, { from })
  expect(await merge(a, a)).toMatchObject({ status: 409, body: { code: 'merge_with_self' } })
  await merge(a, b)
  expect(await merge(b, a)).toMatchObject({ body: { code: 'customer_merged', mergedInto: a } })
  expect(await merge(a, b)).toMatchObject({ body: { code: 'customer_merged', mergedInto: a } })
  expect(await stage.call('viewer', `POST /customers/${a}/merges`, { from: b })).toMatchObject({
    status: 403,
  })
})

test('a customer sees and cancels the own orders, and those of others do not exist', async () => {
  await using stage = await aShop()
  const own = await stage.order('asha')
  const other = await stage.order('ravi', guest('Ravi', 'ravi@example.com'))
  expect(numbers((await stage.call('asha', 'GET /me/orders')).body)).toEqual([own.number])
  expect(await stage.call('asha', `GET /orders/${own.id}`)).toMatchObject({ status: 200 })
  for (const line of [`GET /orders/${other.id}`, `GET /orders/${other.id}/status`]) {
    expect([line, (await stage.call('asha', line)).status]).toEqual([line, 404])
  }
  const cancel = (id: string) =>
    stage.call('asha', `PUT /orders/${id}/cancel`, { reason: 'Asha has moved' })
  expect(await cancel(other.id)).toMatchObject({ status: 404 })
  expect(await cancel(own.id)).toMatchObject({ status: 200, body: { status: 'CANCELLED' } })
  for (const line of ['GET /customers', `GET /orders/${own.id}/events`, 'GET /orders/bulk']) {
    expect([line, (await stage.call('asha', line)).status]).toEqual([line, 403])
  }
})

test('what staff think of an order is not shown to its customer', async () => {
  await using stage = await aShop()
  const { id } = await stage.order('asha', { tags: ['from the customer'] })
  await stage.call('owner', `PATCH /orders/${id}`, { tags: ['difficult'] })
  await stage.call('owner', `POST /orders/${id}/holds`, { reason: 'risk' })
  expect(await stage.call('owner', `GET /orders/${id}`)).toMatchObject({
    body: { tags: ['difficult'], holds: ['risk'] },
  })
  expect(await stage.call('asha', `GET /orders/${id}`)).toMatchObject({
    body: { tags: [], holds: [], assigneeId: null },
  })
})

const shipsWithin = salesSettings.find(({ key }) => key === 'sales.ships_within_hours')!

test('an order that is placed, or placed again, is told as its customer may read it', async () => {
  await using stage = await aShop()
  await changeSetting(stage.ctx, shipsWithin, { value: 24 })
  const key = { 'idempotency-key': 'asha-1' }
  const place = () => stage.call('asha', 'POST /orders', AN_ORDER, key)
  const { body: placed, ...first } = await place()
  const read = async () => (await stage.call('asha', `GET /orders/${placed.id}`)).body
  const { updatedAt: _then, ...known } = placed
  expect([first.status, await read()]).toMatchObject([201, known])
  expect(placed).toMatchObject({ shipBy: null, tags: [], holds: [] })

  const { orgId } = stage.ctx
  const meera = { orgId, name: 'meera', permissions: ['orders.read'] }
  const assigneeId = await addPerson(stage.rows, meera)
  await stage.call('owner', `PATCH /orders/${placed.id}`, { tags: ['difficult'], assigneeId })
  await stage.call('owner', `POST /orders/${placed.id}/holds`, { reason: 'risk' })
  const { status, body: again } = await place()
  expect([status, again]).toEqual([200, await read()])
  expect(again).toMatchObject({ id: placed.id, tags: [], holds: [], assigneeId: null })
  const seen = await stage.call('owner', `GET /orders/${placed.id}`)
  expect(seen.body).toMatchObject({ assigneeId, shipBy: expect.any(String) })
})

test('who may only place own orders is told as little as who may read them', async () => {
  await using stage = await customersStage({ buyer: ['orders.place_own'] })
  await stage.given.product('MUG', 100)
  const key = { 'idempotency-key': 'buyer-1' }
  const { body } = await stage.call('buyer', 'POST /orders', AN_ORDER, key)
  await stage.call('owner', `PATCH /orders/${body.id}`, { tags: ['difficult'] })
  const again = await stage.call('buyer', 'POST /orders', AN_ORDER, key)
  expect(again).toMatchObject({ status: 200, body: { tags: [], shipBy: null } })
})

test('typing the address of somebody else gives nobody the orders of another', async () => {
  await using stage = await aShop()
  const before = await stage.order('owner')
  const thief = await stage.order('ravi') // The same e-mail and phone, by another login.
  const after = await stage.order('owner')
  const [first, second] = [thief, await stage.order('asha')]
  expect(numbers((await stage.call('ravi', 'GET /me/orders')).body)).toEqual([first.number])
  expect(numbers((await stage.call('asha', 'GET /me/orders')).body)).toEqual([second.number])
  expect(after.customer.id).toBe(before.customer.id)

  const merge = { from: thief.customer.id }
  await stage.call('owner', `POST /customers/${before.customer.id}/merges`, merge)
  const seen = numbers((await stage.call('ravi', 'GET /me/orders')).body)
  expect(seen).toEqual([after, thief, before].map(({ number }) => number))
})

const PERSONAL = /asha|rao|mg road|pune|98765|43210|secret|moved/i

/** Every row of every table in which orders leave something. */
async function everything(stage: CustomersStage): Promise<string> {
  const tables = await stage.rows<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const rows = await stage.rows<{ text: string }>(`select t::text as text from ${name} t`)
    texts.push(...rows.map(({ text }) => `${name}: ${text}`))
  }
  return texts.filter((text) => PERSONAL.test(text)).join('\n')
}

const checks = [...stockChecks, ...paymentChecks, ...orderChecks]
const findings = async (stage: CustomersStage) => {
  const run = await verify(stage.ctx, { checks, directUrl: stage.url }, 'all')
  return run.checks.filter((check) => check.findings.length > 0)
}

test('whoever is erased is found nowhere any more, and the books still balance', async () => {
  await using stage = await aShop()
  const guestly = await stage.order('owner', { note: 'A secret of Asha', tags: ['vip'] })
  const signedIn = await stage.order('asha')
  const shippingAddress = { line1: '2 Elm Road', city: 'Delhi', country: 'IN' }
  const ravi = { ...guest('Ravi', 'ravi@example.com'), shippingAddress }
  const placed = await stage.order('ravi', ravi)
  const { body: other } = await stage.call('owner', `GET /orders/${placed.id}`)
  await stage.call('owner', `PATCH /orders/${guestly.id}`, { note: 'Another secret' })
  await stage.call('owner', `POST /orders/${guestly.id}/notes`, { text: 'Asha called.' })
  await stage.call('asha', `PUT /orders/${signedIn.id}/cancel`, { reason: 'Asha has moved' })
  const { id } = guestly.customer
  const address = { line1: '3 MG Road', city: 'Pune', country: 'IN' }
  await stage.call('asha', 'POST /me/addresses', { label: 'Home of Asha', address })
  await stage.call('asha', 'PUT /me/erasure')
  await stage.call('owner', `POST /customers/${id}/merges`, { from: signedIn.customer.id })
  await stage.call('owner', `PATCH /customers/${id}`, { name: 'Asha R' }, { 'if-match': '"2"' })
  await stage.rows(
    `insert into order_search (org_id, order_id, placed_at, number_reversed, phone_reversed, email,
       name, skus)
     select org_id, id, placed_at, number, reverse(customer_phone), customer_email, customer_name,
       '{}' from orders`,
  )
  await stage.rows(
    `insert into dead_letters (org_id, id, job, payload, attempts, error, made_at)
     select org_id, gen_random_uuid(), 'x.y', data, 1, '{}', now() from history
     where type like 'order.%'`,
  )
  expect(await everything(stage)).toMatch(
    /order_search: [^]*dead_letters: |dead_letters: [^]*order_s/,
  )

  const erased = await stage.call('owner', `POST /customers/${id}/erasure`)
  expect(erased).toMatchObject({ status: 202, body: { customerId: id } })
  await stage.runErasures()
  expect(await everything(stage)).toBe('')
  expect(await findings(stage)).toEqual([])
  expect(await verifyAudit(stage.runtime)).toMatchObject({ findings: [] })

  const { body: order } = await stage.call('owner', `GET /orders/${guestly.id}`)
  expect(order).toMatchObject({
    customer: { id, name: 'Erased customer', email: null, phone: null },
    ...{ shippingAddress: null, note: null, tags: ['vip'], holds: ['bad_address'] },
    ...{ totals: guestly.totals, lines: guestly.lines },
  })
  const { body: untouched } = await stage.call('owner', `GET /orders/${other.id}`)
  expect(untouched).toEqual(other)
})

test('erasing twice is the same as once, and it cannot be taken back', async () => {
  await using stage = await aShop()
  const { id: orderId, customer } = await stage.order('owner')
  const b = (await stage.order('owner', guest('B', 'b@x.example'))).customer.id
  const merge = await stage.call('owner', `POST /customers/${customer.id}/merges`, { from: b })
  const erase = () => stage.call('owner', `POST /customers/${customer.id}/erasure`)
  const first = await erase()
  await stage.runErasures()
  const { body: before } = await stage.call('owner', `GET /orders/${orderId}`)
  expect((await erase()).body).toEqual(first.body)
  await stage.runErasures()
  expect((await stage.call('owner', `GET /orders/${orderId}`)).body).toEqual(before)

  const change = [{ name: 'Asha' }, { 'if-match': '"3"' }] as const
  for (const reply of [
    await stage.call('owner', `PATCH /customers/${customer.id}`, ...change),
    await stage.call('owner', `DELETE /customers/${customer.id}/merges/${merge.body.mergeId}`),
  ]) {
    expect(reply).toMatchObject({ status: 409, body: { code: 'customer_erased' } })
  }
  const anew = await stage.order('owner')
  expect(anew.customer.id).not.toBe(customer.id)
  expect(await stage.call('viewer', `POST /customers/${b}/erasure`)).toMatchObject({ status: 403 })
})

test('an editor who still has the erased words on the screen cannot save them', async () => {
  await using stage = await aShop()
  const { id, customer, version } = await stage.order('owner')
  await stage.call('owner', `POST /customers/${customer.id}/erasure`)
  await stage.runErasures()
  const edit = [{ note: 'For Asha' }, { 'if-match': `"${version}"` }] as const
  expect(await stage.call('owner', `PATCH /orders/${id}`, ...edit)).toMatchObject({ status: 412 })
})

test('the export is one document with all that is known', async () => {
  await using stage = await aShop()
  const { id, customer } = await stage.order('owner')
  await stage.call('owner', `POST /orders/${id}/notes`, { text: 'Asha called.' })
  for (let i = 0; i < 60; i++) await stage.order('owner')
  const { status, body } = await stage.call('owner', `GET /customers/${customer.id}/export`)
  expect(status).toBe(200)
  expect(body.orders).toHaveLength(61)
  expect(body).toMatchObject({
    customer: { id: customer.id, email: 'asha@example.com', phone: '+919876543210' },
    addresses: [{ address: { line1: '1 MG Road' }, orders: 61 }],
  })
  expect(body.orders.at(-1)).toMatchObject({
    lines: [{ sku: 'MUG' }],
    notes: [{ text: 'Asha called.' }],
    events: [{ type: 'order.placed' }, { type: 'order.note_added' }],
  })
  expect(await stage.rows('select action from audit_log')).toEqual([
    { action: 'customer.exported' },
  ])
  for (const as of ['viewer', 'asha']) {
    const refused = await stage.call(as, `GET /customers/${customer.id}/export`)
    expect([as, refused.status]).toEqual([as, 403])
  }
  const foreign = await stage.call('stranger', `GET /customers/${customer.id}/export`)
  expect(foreign.status).toBe(404)
})
