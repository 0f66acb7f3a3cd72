import { afterAll, beforeAll, expect, test } from 'vitest'
import { scoped } from '#platform/events.ts'
import { eraseOriginals } from '../../server/modules/intake/messages/erase-originals.ts'
import { anOrderOf, importStage } from './stage.ts'

let stage: Awaited<ReturnType<typeof importStage>>
beforeAll(async () => {
  stage = await importStage({ PENSTOCK_IMPORT_DIRECT_MS: '60000' })
})
afterAll(() => stage.stop())

const of = (externalId: string, name: string, more: object = {}) =>
  anOrderOf(externalId, {
    ...{ customer: { name, email: `${name}@example.com` }, shippingAddresses: [] },
    ...more,
  })

async function erase(orderId: string): Promise<void> {
  const { runtime, orgId } = stage.product
  const actor = { type: 'system', id: null, name: 'test' } as const
  await eraseOriginals(scoped(runtime, { orgId, actor }), orderId)
}

type Sent = { results: { status: string; externalId: string; orderId: string }[] }

const latest = async () => (await stage.call('GET', '/messages?limit=1')).json.messages[0].id

const originalOf = async (id: string) => (await stage.call('GET', `/messages/${id}`)).json

test('who is erased goes from a message of several, and the others are read again', async () => {
  const orders = [of('A', 'Asha'), of('B', 'Ravi'), of('C', 'Mina')]
  const { results } = (await stage.send({ orders })).json as unknown as Sent
  const id = await latest()
  const ids = new Map(results.map(({ externalId, orderId }) => [externalId, orderId]))

  // As whenever the store tells of that order again.
  for (let time = 1; time <= 2; time++) await erase(ids.get('B')!)
  const { text, headers, results: told } = await originalOf(id)
  expect([text.includes('Ravi'), text.includes('Asha'), text.includes('Mina')]).toEqual([
    ...[false, true, true],
  ])
  expect(headers['x-penstock-erased']).toBe('1')
  expect(told[1]).toMatchObject({ externalId: 'B', reason: expect.stringContaining('taken out') })

  const { json } = await stage.call('POST', `/messages/${id}/replay`)
  expect(json.results).toMatchObject([
    { externalId: 'A', status: 'duplicate', orderId: ids.get('A') },
    { externalId: 'C', status: 'duplicate', orderId: ids.get('C') },
  ])
  await erase(ids.get('B')!)
  expect((await originalOf(id)).headers['x-penstock-erased']).toBe('1')
  await erase(ids.get('A')!)
  await erase(ids.get('C')!)
  expect((await originalOf(id)).text).toBeNull()
})

test('what only waited for a person to decide goes as well', async () => {
  await stage.send(of('D', 'Noor', { decision: 'quarantine' }))
  const id = await latest()
  expect((await originalOf(id)).text).toContain('Noor')
  const { orderId } = (await stage.send(of('D', 'Noor'))).json
  await erase(orderId!)
  expect((await originalOf(id)).text).toBeNull()
  expect((await originalOf(await latest())).text).toBeNull()
})

test('what is read just now is left until it is done', async () => {
  const { orderId } = (await stage.send(of('E', 'Omar'))).json
  await stage.send(of('E', 'Omar', { decision: 'quarantine' }))
  const id = await latest()
  await stage.rows(`update messages set verdict = 'waiting' where id = $1`, [id])
  await expect(erase(orderId!)).rejects.toThrow('not done yet')
  await stage.rows(`update messages set verdict = 'parked' where id = $1`, [id])
  await erase(orderId!)
  expect((await originalOf(id)).text).toBeNull()
})

/** As staff does it, with all that follows. */
async function eraseCustomerOf(orderId: string): Promise<void> {
  const { customer } = (await stage.call('GET', `/orders/${orderId}`)).json
  expect((await stage.call('POST', `/customers/${customer.id}/erasure`)).status).toBe(202)
  const nameOf = async () => (await stage.call('GET', `/orders/${orderId}`)).json.customer.name
  await expect.poll(nameOf).toBe('Erased customer')
}

test('who was erased does not come back with a list that is sent again', async () => {
  const list = (note: string) => [of('F', 'Farid', { note }), of('G', 'Gita', { note })]
  const { results } = (await stage.send(list('first'))).json as unknown as Sent
  const [, gita] = results.map(({ orderId }) => orderId)
  await eraseCustomerOf(gita!)
  const people = (await stage.rows('select id from customers')).length

  for (const note of ['first', 'newer']) {
    await stage.send(list(note))
    const id = await latest()
    await expect.poll(async () => (await originalOf(id)).text).not.toContain('Gita')
    expect((await originalOf(id)).text).toContain('Farid')
    const order = (await stage.call('GET', `/orders/${gita}`)).json
    expect(order).toMatchObject({ note: null, customer: { name: 'Erased customer', email: null } })
  }
  expect(await stage.rows('select id from customers')).toHaveLength(people)
})

test('nor with a message about that order alone', async () => {
  const { orderId } = (await stage.send(of('H', 'Hema'))).json
  await eraseCustomerOf(orderId!)
  for (const note of [null, 'newer']) {
    expect((await stage.send(of('H', 'Hema', { note }))).json).toMatchObject({ orderId })
    const id = await latest()
    await expect.poll(async () => (await originalOf(id)).text).toBeNull()
  }
})

test('nor with a message that changes nothing: parked, or no order yet', async () => {
  const { orderId } = (await stage.send(of('K', 'Kiran'))).json
  await eraseCustomerOf(orderId!)
  for (const decision of ['quarantine', 'ignore']) {
    await stage.send(of('K', 'Kiran', { decision }))
    const id = await latest()
    await expect.poll(async () => (await originalOf(id)).text).toBeNull()

    await stage.send([of('K', 'Kiran', { decision }), of('L', 'Lena', { decision })])
    const several = await latest()
    await expect.poll(async () => (await originalOf(several)).text).not.toContain('Kiran')
    expect((await originalOf(several)).text).toContain('Lena')
  }
  // Whoever sends it again, by hand as well, brings nobody back.
  const [parked] = await stage.rows<{ id: string }>(
    `select id from messages where external_id = 'K' and verdict = 'parked'`,
  )
  expect((await stage.call('POST', `/messages/${parked!.id}/replay`)).status).toBe(410)
  await stage.send(of('K', 'Kiran', { note: 'once more' }))
  const again = await latest()
  await expect.poll(async () => (await originalOf(again)).text).toBeNull()
  expect((await stage.call('GET', `/orders/${orderId}`)).json).toMatchObject({
    ...{ note: null, customer: { name: 'Erased customer' } },
  })
})

test('what could not be saved goes with the order that it names', async () => {
  const { orderId } = (await stage.send(of('M', 'Mohan'))).json
  await stage.rows(`alter table orders add constraint broken check (note is distinct from 'break')`)
  const broken = of('M', 'Mohan', { note: 'break' })
  expect((await stage.send(broken)).json).toMatchObject({ status: 'parked', externalId: 'M' })
  await stage.rows('alter table orders drop constraint broken')
  const id = await latest()
  expect((await originalOf(id)).text).toContain('Mohan')
  await erase(orderId!)
  expect((await originalOf(id)).text).toBeNull()
})
