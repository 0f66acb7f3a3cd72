import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { scene, type Scene } from '#tests/scene.ts'
import { createListener } from './listener.ts'

const WAIT = { timeout: 50_000, interval: 20 }

test('what is announced is heard', async () => {
  await using world = await scene()
  await using heard = hear(world, world.url)
  await expect.poll(() => heard.words, WAIT).toEqual([undefined])
  await world.rows(`select pg_notify('bell', 'ding')`)

  await expect.poll(() => heard.words, WAIT).toEqual([undefined, 'ding'])
})

test('after a lost connection it listens again, and says that it may have missed something', async () => {
  await using world = await scene()
  await using heard = hear(world, world.url)
  await expect.poll(() => heard.words, WAIT).toEqual([undefined])
  await world.rows(`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'penstock-listener' and datname = current_database()`)

  await expect.poll(() => heard.words, WAIT).toEqual([undefined, undefined])
  await world.rows(`select pg_notify('bell', 'dong')`)
  await expect.poll(() => heard.words, WAIT).toEqual([undefined, undefined, 'dong'])
})

test('a connection that swallows everything is noticed and replaced', async () => {
  await using world = await scene()
  await using hole = await proxy(world.url)
  await using heard = hear(world, hole.url)
  await expect.poll(() => heard.words, WAIT).toEqual([undefined])
  hole.swallow()

  await expect.poll(() => heard.words, WAIT).toEqual([undefined, undefined])
})

test('one who throws keeps nobody else from hearing', async () => {
  await using world = await scene()
  const listener = createListener(world.url, { log: world.runtime.log })
  const words: unknown[] = []
  listener.listen('bell', () => {
    throw new Error('deaf')
  })
  const end = listener.listen('bell', (word) => words.push(word))
  await expect.poll(() => words, WAIT).toEqual([undefined])
  await world.rows(`select pg_notify('bell', 'one')`)
  await expect.poll(() => words, WAIT).toEqual([undefined, 'one'])
  end()
  await world.rows(`select pg_notify('bell', 'two')`)
  await listener.close()

  expect(words).toEqual([undefined, 'one'])
})

test('a database that is away does not keep it from being closed', async () => {
  await using world = await scene()
  const listener = createListener('postgres://nobody@127.0.0.1:1/none', { log: world.runtime.log })
  listener.listen('bell', () => {})

  await listener.close()
})

function hear({ runtime }: Scene, url: string) {
  const listener = createListener(url, { log: runtime.log, checkMs: 50, answerMs: 200 })
  const words: (string | undefined)[] = []
  listener.listen('bell', (word) => words.push(word))
  return { words, [Symbol.asyncDispose]: () => listener.close() }
}

/** Passes everything on, until it is told to swallow what its connections of that moment say. */
async function proxy(url: string) {
  const { hostname, port } = new URL(url)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.on('data', (bytes) => to.write(bytes)).on('error', () => {})
      from.on('close', () => to.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = Object.assign(new URL(url), {
    port: String((server.address() as { port: number }).port),
  })
  return {
    url: own.toString(),
    swallow: () => {
      for (const socket of open) socket.removeAllListeners('data').resume()
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}
