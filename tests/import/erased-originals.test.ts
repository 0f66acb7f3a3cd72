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

  await erase(ids.get('B')!)
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
