import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { createLog } from './log.ts'
import { openRedis } from './redis.ts'

const SERVER = '/usr/bin/redis-server'
const isThere = existsSync(SERVER)
if (!isThere) console.warn(`Skipped: what needs a real Redis, because ${SERVER} is not installed.`)

const quiet = createLog({ level: 'silent' })

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function stop(server: ChildProcess) {
  server.kill('SIGKILL')
  await once(server, 'exit')
}

// A test that fails half-way must not leave its server behind.
const started: ChildProcess[] = []
afterEach(() => started.splice(0).forEach((server) => server.kill('SIGKILL')))

function start(port: number): ChildProcess {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '']
  const server = spawn(SERVER, options, { stdio: 'ignore' })
  started.push(server)
  return server
}

// The processor may be another test's just then.
const BY_THE_CLOCK = { retry: 2 }

test(
  'a Redis that is away neither throws at the start nor lets anybody wait',
  BY_THE_CLOCK,
  async () => {
    const redis = openRedis(`redis://127.0.0.1:${await freePort()}`, quiet)
    const startedAt = performance.now()
    await expect(redis.get('x')).rejects.toThrow()
    expect(performance.now() - startedAt).toBeLessThan(150)
    redis.disconnect()
  },
)

test.runIf(isThere)('it is used as soon as it is there, and again after it was away', async () => {
  const port = await freePort()
  const redis = openRedis(`redis://127.0.0.1:${port}`, quiet)
  const works = () => vi.waitFor(() => redis.set('x', '1'), { timeout: 50_000, interval: 20 })
  let server = start(port)
  await works()
  await stop(server)
  await expect(redis.get('x')).rejects.toThrow()
  server = start(port)
  await works()
  expect(await redis.get('x')).toBe('1')
  redis.disconnect()
  await stop(server)
})

test.runIf(isThere)('one that hangs is given up after its time limit', BY_THE_CLOCK, async () => {
  const port = await freePort()
  const server = start(port)
  const redis = openRedis(`redis://127.0.0.1:${port}`, quiet)
  await vi.waitFor(() => redis.set('x', '1'), { timeout: 50_000, interval: 20 })
  server.kill('SIGSTOP')
  const startedAt = performance.now()
  await expect(redis.get('x')).rejects.toThrow('timed out')
  expect(performance.now() - startedAt).toBeLessThan(400)
  server.kill('SIGCONT')
  redis.disconnect()
  await stop(server)
})
