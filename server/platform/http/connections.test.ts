import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { httpStage } from '#tests/http/stage.ts'
import type { Routes } from '../routes.ts'
import { HEADERS_TIMEOUT_MS } from './limits.ts'

type Stage = Awaited<ReturnType<typeof httpStage>>

/** A connection of which a test sees every byte. */
async function dial(address: string, localAddress = '127.0.0.1') {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port), localAddress })
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => {})
  await once(socket, 'connect')
  return { socket, heard: () => text }
}

const closed = (socket: Socket) => (socket.closed ? Promise.resolve() : once(socket, 'close'))

test('headers that are too large, and what is not HTTP, are answered with a problem', async () => {
  await using stage = await httpStage(() => {})
  const address = await stage.listen()
  for (const [sent, status, code] of [
    [`GET / HTTP/1.1\r\nhost: x\r\na: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    ['hello\r\n\r\n', 400, 'malformed_http'],
  ] as const) {
    const { socket, heard } = await dial(address)
    socket.write(sent)
    await closed(socket)
    expect(heard()).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(heard()).toContain('application/problem+json')
    expect(JSON.parse(heard().split('\r\n\r\n')[1]!)).toMatchObject({ status, code })
  }
})

test('one address gets its share of connections and no more, others still get theirs', async () => {
  await using stage = await httpStage(() => {}, {}, { overrides: { connectionsPerIpMax: 3 } })
  const address = await stage.listen()
  const greedy = await Promise.all([1, 2, 3, 4, 5].map(() => dial(address, '127.0.0.2')))
  await expect.poll(() => greedy.filter(({ socket }) => socket.closed).length).toBe(2)
  const [other, self] = [await dial(address, '127.0.0.3'), await dial(address)]
  for (const { socket, heard } of [other, self]) {
    socket.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    await closed(socket)
    expect(heard()).toMatch(/^HTTP\/1.1 200/)
  }
  for (const { socket } of greedy) socket.destroy()
  await expect.poll(() => connectionsOf(stage)).toBe(0)
  expect((await dial(address, '127.0.0.2')).socket.destroyed).toBe(false)
})

const connectionsOf = (stage: Stage) =>
  new Promise<number>((resolve) => stage.app.server.getConnections((_, count) => resolve(count)))

test('a stop finishes what was accepted, serves on for a moment, and then ends', async () => {
  let finish = () => {}
  const gate = new Promise<void>((resolve) => (finish = resolve))
  const routes: Routes = (app) => {
    app.get('/slow', { config: { permission: 'anyone' } }, () => gate.then(() => 'done'))
    app.get('/quick', { config: { permission: 'anyone' } }, () => 'quick')
  }
  const stage = await httpStage(routes)
  const address = await stage.listen()
  const [busy, idle, fresh] = [await dial(address), await dial(address), await dial(address)]
  const ask = ({ socket }: { socket: Socket }, path: string) =>
    socket.write(`GET /api/v1${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
  ask(busy, '/slow')
  ask(idle, '/quick')
  await expect.poll(idle.heard).toContain('quick')
  expect(idle.heard()).toMatch(/connection: keep-alive/i)

  const stopped = stage.app.close()
  ask(fresh, '/quick')
  await closed(fresh.socket)
  expect(fresh.heard()).toMatch(/^HTTP\/1.1 200[^]*connection: close[^]*quick$/i)
  await closed(idle.socket)
  await wait(50)
  expect(busy.socket.closed).toBe(false)
  finish()
  await closed(busy.socket)
  expect(busy.heard()).toMatch(/^HTTP\/1.1 200[^]*connection: close[^]*done$/i)
  await stopped
  await stage.world[Symbol.asyncDispose]()
})

test('half a request does not hold up a stop', async () => {
  const stage = await httpStage(() => {})
  const { socket } = await dial(await stage.listen())
  socket.write('GET / HTTP/1.1\r\nhost:')
  await wait(20)
  const startedAt = performance.now()
  await stage[Symbol.asyncDispose]()
  // Else it would be waited for until it has been too slow for anybody.
  expect(performance.now() - startedAt).toBeLessThan(HEADERS_TIMEOUT_MS - 1_000)
})

test('a caller who hangs up is noticed, and leaves no place taken', async () => {
  let finish = () => {}
  const gate = new Promise<void>((resolve) => (finish = resolve))
  const routes: Routes = (app) => {
    app.get('/slow', { config: { permission: 'anyone' } }, () => gate.then(() => 'done'))
  }
  await using stage = await httpStage(routes)
  const inFlight = async () =>
    /^http_requests_in_flight (\d+)/m.exec(
      await stage.world.runtime.metrics.registry.metrics(),
    )?.[1]
  const { socket } = await dial(await stage.listen())
  socket.write('GET /api/v1/slow HTTP/1.1\r\nhost: x\r\n\r\n')
  await expect.poll(inFlight).toBe('1')
  socket.destroy()
  await wait(50)
  // The work goes on, and it is the work that takes the place.
  expect(await inFlight()).toBe('1')
  finish()
  await expect.poll(inFlight).toBe('0')
  const text = await stage.world.runtime.metrics.registry.metrics()
  expect(text).toContain('route="/api/v1/slow",status="499"} 1')
})
