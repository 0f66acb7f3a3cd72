import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { OrderEngine } from '#orders'
import { connectedStore } from '#tests/connected-store.ts'
import { hostOf } from '#tests/host-of.ts'
import { scene } from '#tests/scene.ts'
import { landParts } from '../../server/modules/intake/intake.ts'
import { readCompleteness } from '../../server/modules/intake/sync/completeness.ts'
import { syncStore } from '../../server/modules/intake/sync/sync-store.ts'

/** A shop in our own format, connected days ago, whose list does not say how far it is whole. */
async function vagueShop() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://site')
    asked.push(searchParams.get('updated_from')!.slice(0, 16))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"orders": [], "next": null}')
  })
  const host = await hostOf(server)
  const world = await scene({ PENSTOCK_OUTBOUND_PRIVATE: host })
  const engine = new OrderEngine(world.runtime, { directUrl: world.url })
  const { ctx, rows, runtime } = world
  const storeId = await connectedStore(ctx, {
    ...{ platform: 'generic', uid: host, name: 'Own', baseUrl: `http://${host}` },
    credentials: { apiKey: 'key' },
  })
  await rows(`update stores set created_at = '2026-01-12T18:00:00Z'`)
  const parts = landParts(runtime, engine)
  const { signal } = new AbortController()
  const close = world[Symbol.asyncDispose]
  return Object.assign(world, {
    asked,
    sync: (since?: Date) => syncStore(parts, ctx, { storeId, since, signal }),
    proof: () => readCompleteness(ctx, storeId),
    [Symbol.asyncDispose]: async () => {
      server.close()
      await engine.stop()
      await close()
    },
  })
}

test('a list that does not say how far it is whole keeps no newer order from being found', async () => {
  await using world = await vagueShop()
  const { asked, sync, proof } = world
  await sync()
  expect(asked).toEqual(['2026-01-12T17:59', '2026-01-14T17:59'])
  expect(await proof()).toMatchObject({ through: null, ranges: [], lastError: null })
  // It is asked again, for both the oldest that is unproven and the newest.
  asked.length = 0
  world.pass(3_600_000)
  await sync()
  expect(asked).toEqual(['2026-01-12T18:00', '2026-01-14T17:58'])
  // Who asks for the past needs nothing new.
  asked.length = 0
  await sync(new Date('2026-01-10T18:00:00Z'))
  expect(asked).toEqual(['2026-01-10T18:00'])
})
