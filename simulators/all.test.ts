import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startAll } from './all.ts'
import { startAmazon } from './amazon/amazon.ts'
import { goodSchema } from './frame/goods.ts'
import { startWoocommerce } from './woocommerce/index.ts'
import { worldsIn } from './worlds.ts'

const GOOD = goodSchema.parse({ sku: 'MUG', title: 'Mug', pricesMinor: { INR: 500 } })
const ALL_PENDING = { pending: 1, afn: 0 }

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

test('all platforms live behind one port, each below its path, and people order there', async () => {
  const all = await startAll({ port: 0, seed: 5, rate: 0, everyMs: 60_000 })
  ends.push(() => all.stop())
  const get = async (path: string, headers = {}) => {
    const response = await fetch(`${all.url}${path}`, { headers })
    return {
      status: response.status,
      link: response.headers.get('link'),
      body: await response.json(),
    }
  }
  const index = (await get('/')).body as { simulators: { name: string; url: string }[] }
  expect(index.simulators.map(({ name }) => name)).toEqual([...all.simulators.keys()])
  expect((await get('/nowhere/')).status).toBe(404)

  for (const simulator of all.simulators.values()) {
    await simulator.clock.advance(3_600_000)
    expect(simulator.orders().length).toBeGreaterThan(20)
    const { body } = await get(new URL(`${simulator.url}/_sim/orders`).pathname)
    expect(body).toHaveLength(simulator.orders().length)
  }
  const token = { 'x-shopify-access-token': 'shpat_simulated' }
  const { link } = await get('/shopify/admin/api/2026-07/orders.json?status=any&limit=2', token)
  const [next] = /(?<=<)[^>]+/.exec(link ?? '') ?? []
  expect(next).toContain(`${all.url}/shopify/admin/api/2026-07/orders.json?limit=2&page_info=`)
  expect((await get(next!.slice(all.url.length), token)).body).toMatchObject({
    orders: [{}, {}],
  })
})

test('a platform knows its orders, its goods and its numbers over a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'worlds-'))
  ends.push(() => rm(folder, { recursive: true }))
  const start = async (seed: number) => {
    const rest = { port: 0, rate: 0, everyMs: 0 }
    const all = await startAll({ ...rest, seed, worlds: worldsIn(folder) })
    ends.push(() => all.stop())
    return all.simulators
  }
  const before = await start(5)
  for (const simulator of before.values()) {
    simulator.addGoods([{ ...GOOD, sku: `NEW-${simulator.name}` }])
    const [first] = simulator.makeOrders(30)
    simulator.changeOrder(first!, 'cancel')
  }
  await ends.pop()!()
  const after = await start(6)
  for (const [name, simulator] of after) {
    expect(simulator.orders(), name).toEqual(before.get(name)!.orders())
    expect(simulator.stock(), name).toEqual(before.get(name)!.stock())
    const known = simulator.orders().map(({ externalId }) => externalId)
    for (const id of simulator.makeOrders(30)) expect(known, name).not.toContain(id)
    const open = simulator.orders().find(({ lifecycle }) => lifecycle === 'open')!
    expect(simulator.changeOrder(open.externalId, 'fulfil'), name).toBe(true)
    const stock = Object.keys(simulator.stock())
    const goods = [GOOD, { ...GOOD, sku: stock[0]! }]
    const body = JSON.stringify({ goods })
    await fetch(`${simulator.url}/_sim/goods`, { method: 'POST', body })
    expect(Object.keys(simulator.stock()).toSorted(), name).toEqual([...stock, 'MUG'].toSorted())
  }
})

test('what waits for its time goes on after a restart, and numbers of a new world are new', async () => {
  const now = new Date('2026-03-01T10:00:00Z')
  const start = (startAt: Date, known: { remembered?: Buffer } = {}) =>
    startAmazon({ seed: 3, rate: 0, startAt, shares: ALL_PENDING, ...known })
  const before = await start(now)
  before.makeOrders(1)
  const known = { remembered: before.remember() }
  await before.stop()
  const after = await start(new Date(+now + 10 * 60_000), known)
  ends.push(() => after.stop())
  await after.clock.advance(19 * 60_000)
  expect(after.orders()).toMatchObject([{ lifecycle: 'pending' }])
  await after.clock.advance(2 * 60_000)
  expect(after.orders()).toMatchObject([{ lifecycle: 'open' }])

  const numbers: number[] = []
  for (const startAt of [now, new Date(+now + 3_600_000)]) {
    const shop = await startWoocommerce({ seed: 3, rate: 0, startAt })
    numbers.push(...shop.makeOrders(20).map(Number))
    await shop.stop()
  }
  expect(new Set(numbers).size).toBe(40)
})
