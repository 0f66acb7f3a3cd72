import { expect, test } from 'vitest'
import { faultProxy } from '../fault-proxy.ts'
import { emptyDatabase } from '../scene.ts'
import { anOrderOf, importStage } from './stage.ts'

const ORDERS = 80
const VERSIONS = 3

test('while the database is away messages are taken, and later each lands once', async () => {
  await using world = await behindProxy()
  const { stage, proxy } = world
  expect((await stage.send(anOrderOf('before'))).json['status']).toBe('created')

  proxy.blackHole(true)
  // Without times of change only the order of arrival says which version is the last.
  const wanted = (id: string, quantity: number) => anOrderOf(id, { lines: [{ ...LINE, quantity }] })
  const ids = Array.from({ length: ORDERS }, (_, index) => `away-${index}`)
  const replies = ids.map(async (id) => {
    const all: string[] = []
    for (let quantity = 1; quantity <= VERSIONS; quantity++) {
      const { status, json } = await stage.send(wanted(id, quantity))
      all.push(`${status} ${json['status']}`)
    }
    return all
  })
  expect(new Set((await Promise.all(replies)).flat())).toEqual(new Set(['202 queued']))
  const ready = await stage.product.app.inject('/readyz?verbose')
  expect(ready.body).toContain(`Messages that wait: ${ORDERS * VERSIONS}`)
  expect(await metric(stage, 'intake_spool_messages')).toBe(ORDERS * VERSIONS)

  await world.comeBack()
  const found = await stage.rows(
    `select (select count(*)::int from messages where external_id like 'away-%') as messages,
       count(*)::int as orders, count(distinct o.external_id)::int as different,
       array_agg(distinct o.grand_total_minor::int) as totals
     from orders o where o.external_id like 'away-%'`,
  )
  expect(found).toEqual([
    {
      ...{ orders: ORDERS, different: ORDERS, messages: ORDERS * VERSIONS },
      totals: [VERSIONS * LINE.unitPriceMinor],
    },
  ])
  await expect.poll(async () => (await stage.send(anOrderOf('after'))).status).toBe(200)
})

test('a full disk sends the platform away until there is room, and loses nothing', async () => {
  await using world = await behindProxy({ PENSTOCK_SPOOL_MAX_BYTES: '1048576' })
  const { stage, proxy } = world
  const taken = ['first']
  expect((await stage.send(anOrderOf('first'))).status).toBe(200)
  proxy.blackHole(true)
  let refusal: Awaited<ReturnType<typeof stage.send>> | undefined
  for (let number = 0; !refusal; number++) {
    const id = `large-${number}`
    const reply = await stage.send(JSON.stringify(anOrderOf(id)) + ' '.repeat(150_000))
    if (reply.status === 202) taken.push(id)
    else refusal = reply
  }
  expect(refusal).toMatchObject({ status: 503, json: { code: 'spool_full' } })
  expect(taken.length).toBeGreaterThan(3)
  // It may be a store that was added a moment ago.
  const url = '/import-orders/nobody-knows'
  const stranger = await stage.product.app.inject({ method: 'POST', url, payload: {} })
  expect([stranger.statusCode, stranger.json().code]).toEqual([503, 'stores_unknown'])
  await world.comeBack()
  const found = await stage.rows<{ id: string }>(`select external_id as id from orders`)
  expect(found.map(({ id }) => id).toSorted()).toEqual(taken.toSorted())
})

test('a database that is too slow for many orders at once parks none of them', async () => {
  await using world = await behindProxy({ PENSTOCK_DATABASE_POOL_MAX: '2' })
  const { stage } = world
  const ids = Array.from({ length: 60 }, (_, index) => `many-${index}`)
  for (const quantity of [1, 2]) {
    await stage.send(ids.map((id) => anOrderOf(id, { lines: [{ ...LINE, quantity }] })))
  }
  await world.comeBack()
  const counts = `select count(*)::int as orders,
    (select count(*)::int from messages where verdict = 'parked') as parked from orders`
  expect(await stage.rows(counts)).toEqual([{ orders: 60, parked: 0 }])
})

const LINE = { externalLineId: '1', sku: 'MUG', unitPriceMinor: 1_000 }

/** The product with a line to its database that can be broken; the test has one of its own. */
async function behindProxy(more: Record<string, string> = {}) {
  const direct = await emptyDatabase()
  const address = new URL(direct)
  const proxy = await faultProxy({ host: address.hostname, port: Number(address.port) })
  address.port = String(proxy.port)
  const settings = {
    ...{ DATABASE_URL: address.href, PENSTOCK_ROLES: 'api', ...more },
    ...{ PENSTOCK_DATABASE_WAIT_MS: '300', PENSTOCK_DATABASE_QUERY_TIMEOUT_MS: '500' },
  }
  const stage = await importStage(settings, direct)
  return {
    ...{ stage, proxy },
    /** And waits until nothing is on the disk any more; nobody helps. */
    comeBack: async () => {
      proxy.blackHole(false)
      proxy.cut()
      await expect
        .poll(() => metric(stage, 'intake_spool_messages'), { timeout: 150_000, interval: 100 })
        .toBe(0)
    },
    [Symbol.asyncDispose]: async () => {
      proxy.blackHole(false)
      proxy.cut()
      await stage.stop()
      await proxy.close()
    },
  }
}

async function metric(
  { product }: Awaited<ReturnType<typeof importStage>>,
  name: string,
): Promise<number> {
  const text = await product.runtime.metrics.registry.metrics()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}
