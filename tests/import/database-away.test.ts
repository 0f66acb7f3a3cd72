import { expect, test } from 'vitest'
import { faultProxy } from '../fault-proxy.ts'
import { emptyDatabase } from '../scene.ts'
import { anOrderOf, importStage } from './stage.ts'

const ORDERS = 120

test('while the database is away messages are taken, and later each lands once', async () => {
  const direct = await emptyDatabase()
  const address = new URL(direct)
  const proxy = await faultProxy({ host: address.hostname, port: Number(address.port) })
  address.port = String(proxy.port)
  const settings = {
    ...{ DATABASE_URL: address.href, PENSTOCK_ROLES: 'api' },
    ...{ PENSTOCK_DATABASE_WAIT_MS: '300', PENSTOCK_DATABASE_QUERY_TIMEOUT_MS: '500' },
  }
  const stage = await importStage(settings, direct)
  expect((await stage.send(anOrderOf('before'))).json['status']).toBe('created')

  proxy.blackHole(true)
  const sent = Array.from({ length: ORDERS }, (_, index) => anOrderOf(`away-${index}`))
  const replies = await Promise.all([...sent, ...sent.slice(0, 20)].map((one) => stage.send(one)))
  expect(new Set(replies.map(({ status, json }) => `${status} ${json['status']}`))).toEqual(
    new Set(['202 queued']),
  )
  const ready = await stage.product.app.inject('/readyz?verbose')
  expect(ready.body).toContain(`${ORDERS + 20} messages wait`)
  expect(await metric(stage, 'intake_spool_messages')).toBe(ORDERS + 20)

  proxy.blackHole(false)
  proxy.cut()
  await expect
    .poll(() => metric(stage, 'intake_spool_messages'), { timeout: 25_000, interval: 200 })
    .toBe(0)
  const [row] = await stage.rows<{ orders: number; messages: number }>(
    `select (select count(*)::int from orders where external_id like 'away-%') as orders,
       (select count(*)::int from messages where external_id like 'away-%') as messages`,
  )
  expect(row).toEqual({ orders: ORDERS, messages: ORDERS + 20 })
  await expect.poll(async () => (await stage.send(anOrderOf('after'))).status).toBe(200)
  await stage.stop()
  await proxy.close()
})

async function metric(
  { product }: Awaited<ReturnType<typeof importStage>>,
  name: string,
): Promise<number> {
  const text = await product.runtime.metrics.registry.metrics()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}
