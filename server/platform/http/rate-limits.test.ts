import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { httpStage, OWNER, READER } from '#tests/http/stage.ts'
import type { Routes } from '../routes.ts'
import { networkOf } from './rate-limits.ts'

const routes: Routes = (app) => {
  app.get('/open', { config: { permission: 'anyone' } }, () => 1)
  app.get('/rare', { config: { permission: 'anyone', rateLimitPerMinute: 2 } }, () => 1)
}

const LIMITS = {
  PENSTOCK_RATE_LIMIT_PER_MINUTE: '5',
  PENSTOCK_RATE_LIMIT_ANONYMOUS_PER_MINUTE: '3',
}

type Stage = Awaited<ReturnType<typeof httpStage>>

const ask = (stage: Stage, call: object = {}) => stage.app.inject({ url: '/api/v1/open', ...call })

async function askTimes(stage: Stage, times: number, call: object = {}): Promise<number[]> {
  const statuses: number[] = []
  for (let i = 0; i < times; i++) statuses.push((await ask(stage, call)).statusCode)
  return statuses
}

test('one address has its share, and is told when it gets more', async () => {
  await using stage = await httpStage(routes, LIMITS)
  expect(await askTimes(stage, 3)).toEqual([200, 200, 200])
  const refused = await ask(stage)
  expect(refused.json()).toMatchObject({ status: 429, code: 'rate_limited' })
  expect(refused.headers).toMatchObject({
    'ratelimit-policy': '"caller";q=3;w=60',
    ratelimit: expect.stringMatching(/^"caller";r=0;t=\d+$/),
    'retry-after': expect.stringMatching(/^\d+$/),
  })
  expect((await ask(stage, { remoteAddress: '198.51.100.9' })).statusCode).toBe(200)
})

test('people have shares of their own, wherever they sit', async () => {
  await using stage = await httpStage(routes, LIMITS)
  await askTimes(stage, 4)
  expect(await askTimes(stage, 6, { headers: OWNER })).toEqual([200, 200, 200, 200, 200, 429])
  expect(await askTimes(stage, 1, { headers: READER })).toEqual([200])
})

test('whoever tries tokens is counted by address', async () => {
  await using stage = await httpStage(routes, LIMITS)
  const guess = (i: number) => ask(stage, { headers: { authorization: `Bearer guess-${i}` } })
  const replies = [await guess(1), await guess(2), await guess(3), await guess(4)]
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429])
})

test('a forged X-Forwarded-For makes nobody somebody else', async () => {
  await using stage = await httpStage(routes, LIMITS)
  const forged = (i: number) => ask(stage, { headers: { 'x-forwarded-for': `198.51.100.${i}` } })
  const replies = [await forged(1), await forged(2), await forged(3), await forged(4)]
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429])
})

test('a proxy that is trusted speaks for its clients', async () => {
  const trust = { ...LIMITS, PENSTOCK_TRUSTED_PROXIES: '127.0.0.1' }
  await using stage = await httpStage(routes, trust)
  const from = (i: number) => ask(stage, { headers: { 'x-forwarded-for': `198.51.100.${i}` } })
  const replies = [await from(1), await from(2), await from(3), await from(4)]
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
})

test('a route may be rarer than the rest', async () => {
  await using stage = await httpStage(routes, LIMITS)
  const rare = { url: '/api/v1/rare', headers: OWNER }
  expect(await askTimes(stage, 3, rare)).toEqual([200, 200, 429])
  expect((await ask(stage, rare)).headers['ratelimit-policy']).toBe(
    '"caller";q=5;w=60, "route";q=2;w=60',
  )
  expect(await askTimes(stage, 1, { headers: OWNER })).toEqual([200])
})

test('health is never limited, and limits can be off', async () => {
  await using strict = await httpStage(routes, LIMITS)
  expect(new Set(await askTimes(strict, 10, { url: '/livez' }))).toEqual(new Set([200]))
  await using free = await httpStage(routes, { ...LIMITS, PENSTOCK_RATE_LIMITS: 'off' })
  expect(new Set(await askTimes(free, 10))).toEqual(new Set([200]))
})

test.for<[ip: string, network: string]>([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s counts as %s', ([ip, network]) => {
  expect(networkOf(ip)).toBe(network)
})

const REDIS = '/usr/bin/redis-server'
const hasRedis = existsSync(REDIS)
if (!hasRedis) console.warn(`Skipped: what needs a real Redis, because ${REDIS} is not installed.`)

test.runIf(hasRedis)(
  'two processes share one count, and a Redis that hangs stops nobody',
  { retry: 2 }, // The processor may be another test's just then.
  async () => {
    const port = await freePort()
    const redis = spawn(REDIS, ['--port', `${port}`, '--bind', '127.0.0.1', '--save', ''], {
      stdio: 'ignore',
    })
    const settings = { ...LIMITS, REDIS_URL: `redis://127.0.0.1:${port}` }
    await using one = await httpStage(routes, settings)
    await using two = await httpStage(routes, settings)
    try {
      let guest = 0
      const leftForTheSecond = async () => {
        const caller = { remoteAddress: `198.51.100.${++guest}` }
        await ask(one, caller)
        return (await ask(two, caller)).headers['ratelimit']
      }
      await expect.poll(leftForTheSecond, { timeout: 50_000 }).toMatch(/r=1;/)
      redis.kill('SIGSTOP')
      const startedAt = performance.now()
      expect(await askTimes(one, 5, { headers: READER })).toEqual([200, 200, 200, 200, 200])
      expect(performance.now() - startedAt).toBeLessThan(600)
    } finally {
      redis.kill('SIGCONT')
      await stop(redis)
    }
  },
)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}
