import { afterEach, expect, test } from 'vitest'
import { startAll } from './all.ts'

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
