import { expect, test } from 'vitest'
import { customersStage, type CustomersStage } from './customers-stage.ts'

async function aShop() {
  const stage = await customersStage()
  await stage.given.product('MUG', 100, 1_000)
  return stage
}

const HOME = { line1: '1 MG Road', city: 'Pune', country: 'IN' }
const WORK = { line1: '7 Park Street', city: 'Kolkata', country: 'IN' }

const own = async (stage: CustomersStage, as = 'asha') =>
  (await stage.call(as, 'GET /me/customer')).body

test('a customer keeps the own contact, also before the first order', async () => {
  await using stage = await aShop()
  expect(await own(stage)).toMatchObject({ id: null, name: 'Login of asha', version: 0 })
  const change = (version: number, body: object) =>
    stage.call('asha', 'PATCH /me/customer', body, { 'if-match': `"${version}"` })
  const made = await change(0, { name: 'Asha Rao', email: 'Asha@Example.com' })
  expect(made).toMatchObject({
    status: 200,
    body: { name: 'Asha Rao', email: 'asha@example.com', version: 1 },
  })
  expect(await change(0, { name: 'Late' })).toMatchObject({ status: 412 })
  const atOnce = await Promise.all(
    ['One', 'Other'].map((name) =>
      stage.call('ravi', 'PATCH /me/customer', { name }, { 'if-match': '"0"' }),
    ),
  )
  expect(atOnce.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
  expect(await change(1, { phone: '+91 98765 43210' })).toMatchObject({
    body: { id: made.body.id, name: 'Asha Rao', phone: '+919876543210', version: 2 },
  })
  expect((await stage.order('asha')).customer.id).toBe(made.body.id)
  expect(await stage.call('viewer', 'GET /me/customer')).toMatchObject({ status: 403 })
})

// A pattern that begins at each character anew would look at this one for minutes.
test('a phone of half a megabyte is refused as soon as one of fifty characters', async () => {
  await using stage = await aShop()
  for (const phone of ['x'.repeat(500_000), '12345'.padEnd(500_000, 'x'), '1 '.repeat(25)]) {
    const reply = await stage.call('asha', 'PATCH /me/customer', { phone }, { 'if-match': '"0"' })
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  }
})

test('saved addresses are of one person, twenty at most, and one is offered first', async () => {
  await using stage = await aShop()
  const save = (as: string, body: object) => stage.call(as, 'POST /me/addresses', body)
  const [home] = (await save('asha', { label: 'Home', address: HOME })).body.addresses
  expect(home).toMatchObject({ label: 'Home', isStandard: true, address: HOME })
  const work = { label: 'Work', isStandard: true, address: WORK }
  expect((await save('asha', work)).body.addresses).toMatchObject([
    { label: 'Work', isStandard: true },
    { label: 'Home', isStandard: false },
  ])
  for (const [method, body] of [
    ['PUT', { address: WORK }],
    ['DELETE', undefined],
  ] as const) {
    const foreign = await stage.call('ravi', `${method} /me/addresses/${home.id}`, body)
    expect(foreign).toMatchObject({ status: 404, body: { code: 'address_not_found' } })
  }
  const moved = { label: 'Home', address: { ...HOME, line1: '2 MG Road' } }
  await stage.call('asha', `PUT /me/addresses/${home.id}`, moved)
  expect((await own(stage)).addresses[1]).toMatchObject({ address: { line1: '2 MG Road' } })
  const many = await Promise.all(Array.from({ length: 24 }, () => save('asha', { address: HOME })))
  expect(many.filter(({ status }) => status === 201)).toHaveLength(18)
  expect(many.find(({ status }) => status !== 201)).toMatchObject({
    ...{ status: 409, body: { code: 'too_many_addresses' } },
  })
  await stage.call('asha', `DELETE /me/addresses/${home.id}`)
  expect((await own(stage)).addresses).toHaveLength(19)
  const seenByStaff = await stage.call('owner', `GET /customers/${(await own(stage)).id}`)
  expect(seenByStaff.body.addresses).toHaveLength(19)
  expect(await save('asha', { address: { ...HOME, country: 'India' } })).toMatchObject({
    status: 400,
  })
})

test('a customer takes away all that is stored, without what staff think', async () => {
  await using stage = await aShop()
  expect((await stage.call('asha', 'GET /me/export')).body).toMatchObject({ orders: [] })
  const { id } = await stage.order('asha')
  await stage.order('ravi')
  await stage.call('owner', `PATCH /orders/${id}`, { tags: ['difficult'] })
  await stage.call('owner', `POST /orders/${id}/notes`, { text: 'A secret of staff' })
  await stage.call('asha', 'POST /me/addresses', { address: WORK })
  const { status, body, text } = await stage.call('asha', 'GET /me/export')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    customer: { email: 'asha@example.com', addresses: [{ address: WORK }] },
    totals: [{ orders: 1 }],
    orders: [{ id, tags: [], events: [{ type: 'order.placed' }] }],
  })
  expect(text).not.toMatch(/difficult|secret|Login of owner/)
  expect(await stage.rows('select action, actor_name as by from audit_log')).toContainEqual({
    ...{ action: 'customer.exported', by: 'customer' },
  })
})

test('who asks to be erased is seen by staff until they are, or ask no longer', async () => {
  await using stage = await aShop()
  expect((await stage.call('asha', 'PUT /me/erasure')).body.code).toBe('nothing_stored')
  await stage.order('asha')
  await stage.call('asha', 'POST /me/addresses', { address: WORK })
  const waiting = async () =>
    (await stage.call('owner', 'GET /customers/erasure-requests')).body.requests
  const first = await stage.call('asha', 'PUT /me/erasure')
  expect(first.body.erasureRequestedAt).not.toBeNull()
  const again = await stage.call('asha', 'PUT /me/erasure')
  expect([again.status, again.body]).toEqual([202, first.body])
  const { id } = first.body
  expect(await waiting()).toMatchObject([{ customerId: id, email: 'asha@example.com' }])
  expect((await stage.call('asha', 'DELETE /me/erasure')).body.erasureRequestedAt).toBeNull()
  expect(await waiting()).toEqual([])

  await stage.call('asha', 'PUT /me/erasure')
  for (const as of ['asha', 'viewer']) {
    expect((await stage.call(as, `POST /customers/${id}/erasure`)).status).toBe(403)
    expect((await stage.call(as, 'GET /customers/erasure-requests')).status).toBe(403)
  }
  await stage.call('owner', `POST /customers/${id}/erasure`)
  expect(await waiting()).toEqual([])
  expect(await stage.rows('select 1 from customer_addresses')).toEqual([])
  expect(await own(stage)).toMatchObject({ id: null, addresses: [] })
})

test('who asks to be erased is seen once over all pages, also when merged', async () => {
  await using stage = await customersStage({
    meera: ['orders.place_own', 'customers.erase_own'],
  })
  await stage.given.product('MUG', 100, 1_000)
  const guest = (name: string) => ({ customer: { name, email: `${name}@example.com` } })
  const before = await stage.order('owner', guest('before'))
  const askers = []
  for (const as of ['asha', 'ravi', 'meera']) {
    askers.push((await stage.order(as)).customer.id)
    await stage.call(as, 'PUT /me/erasure')
  }
  const after = await stage.order('owner', guest('after'))
  const [asha, ravi, meera] = askers
  const people = [before.customer.id, after.customer.id, meera]
  await stage.call('owner', `POST /customers/${people[0]}/merges`, { from: asha })
  await stage.call('owner', `POST /customers/${people[1]}/merges`, { from: ravi })

  const seen: string[] = []
  let next = ''
  do {
    const list = `GET /customers/erasure-requests?limit=1${next}`
    const { requests, pagination } = (await stage.call('owner', list)).body
    seen.push(...requests.map(({ customerId }: { customerId: string }) => customerId))
    next = pagination.nextCursor && `&after=${pagination.nextCursor}`
  } while (next && seen.length < 10)
  expect(seen).toEqual(people)
})

test('somebody who was merged cannot learn whose an address is', async () => {
  await using stage = await aShop()
  const guest = { customer: { name: 'Asha', email: 'guest@example.com' } }
  const guestly = await stage.order('owner', guest)
  await stage.order('owner', { customer: { name: 'B', email: 'b@example.com' } })
  const { customer } = await stage.order('asha')
  await stage.call('owner', `POST /customers/${guestly.customer.id}/merges`, { from: customer.id })
  const { version } = await own(stage)
  const taken = await stage.call(
    ...(['asha', 'PATCH /me/customer', { email: 'b@example.com' }] as const),
    { 'if-match': `"${version}"` },
  )
  expect(taken).toMatchObject({ status: 409, body: { code: 'contact_in_use' } })
  expect(taken.body.customerId).toBeUndefined()
})
