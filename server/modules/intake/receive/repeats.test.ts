import { expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { hasRedis, startRedis } from '#tests/redis.ts'
import type { Result } from '../messages/message.ts'
import { createRepeats, nameOfDelivery } from './repeats.ts'

const log = createLog({ level: 'silent' })
const AT = new Date('2026-11-01T10:00:00Z')
const RESULTS: Result[] = [{ status: 'created', externalId: '1', orderId: null }]
const WAIT = { timeout: 50_000, interval: 20 }

test('the same bytes of the same store and delivery have one name, and nothing else has it', () => {
  const body = Buffer.from('{"id":1}')
  const headers = { 'x-shopify-topic': 'orders/create', 'x-request-id': 'a' }
  const name = (store = 's', changes = {}, key: string | undefined = 'k', bytes = body) =>
    nameOfDelivery(store, { headers: { ...headers, ...changes }, body: bytes }, key)
  expect(name('s', { 'x-request-id': 'b', 'user-agent': 'c' })).toBe(name())
  const others = [
    name('other'),
    name('s', { 'x-shopify-topic': 'orders/updated' }),
    name('s', {}, 'another'),
    name('s', {}, 'k', Buffer.from('{"id": 1}')),
  ]
  expect(new Set([name(), ...others]).size).toBe(others.length + 1)
})

test('without Redis a process remembers for itself, up to a limit', async () => {
  const repeats = createRepeats({ log })
  for (let n = 0; n <= 20_000; n++) repeats.remember(`delivery ${n}`, RESULTS, AT)
  expect(await repeats.find('delivery 20000')).toEqual({ results: RESULTS, at: AT.toISOString() })
  expect(await repeats.find('delivery 0')).toBeUndefined()
})

test.runIf(hasRedis)(
  'a Redis that is flushed, frozen or dead is only a repeat that is not known',
  async () => {
    await using redis = await startRedis()
    const open = (restMs: number) => createRepeats({ redisUrl: redis.url, log, restMs })
    const [one, other] = [open(50), open(50)]
    const knows = async (name: string) => (await other.find(name)) !== undefined
    await expect
      .poll(async () => {
        one.remember('first', RESULTS, AT)
        return knows('first')
      }, WAIT)
      .toBe(true)

    await redis.flush()
    expect(await knows('first')).toBe(false)
    expect(await one.find('first')).toBeDefined()

    redis.freeze()
    const startedAt = performance.now()
    for (let n = 0; n < 2_000; n++) expect(await knows(`frozen ${n}`)).toBe(false)
    // Waiting 25 ms for each of them would take 50 s.
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    one.remember('while frozen', RESULTS, AT)
    redis.thaw()

    await redis.kill()
    expect(await knows('dead')).toBe(false)
    one.remember('while dead', RESULTS, AT)
    expect(await one.find('while dead')).toBeDefined()
    one.stop()
    other.stop()
  },
)
