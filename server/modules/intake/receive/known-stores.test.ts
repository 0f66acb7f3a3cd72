import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { findAdapter, listAdapters } from '#channels'
import type { Listener } from '#platform/listener.ts'
import { newId } from '#platform/random.ts'
import { insertStore, sealCredentials } from '#stores'
import { scene } from '#tests/scene.ts'
import { knownStores } from './known-stores.ts'

const values = {
  ...{ accessToken: 'opens the shop', webhookSecret: 'signs', webhookSecretManual: 'signs too' },
  locationId: '1',
}

test('what opens the platform for us verifies no message', async () => {
  await using world = await scene()
  const { ctx, runtime } = world
  const id = newId()
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id, key: 'mill', platform: 'shopify', uid: 'mill.myshopify.com', name: 'Mill' },
    credentialsSealed: sealCredentials(ctx.secrets, id, { values, previous: [] }),
  })
  const stores = await knownStores(runtime)
  const now = ctx.clock.now()
  const secrets = stores.secretsOf(stores.get(id)!, now)
  stores.stop()
  expect(secrets).toEqual(['signs', 'signs too'])
  const verdictOf = (secret: string) => {
    const body = Buffer.from('{"id":1}')
    const signature = createHmac('sha256', secret).update(body).digest('base64')
    const message = { body, headers: { 'x-shopify-hmac-sha256': signature } }
    return findAdapter('shopify')!.verify(message, { secrets, now }).type
  }
  expect(Object.values(values).map(verdictOf)).toEqual(['refused', 'valid', 'valid', 'refused'])
})

test('a change that is told while the stores are read is read as well', async () => {
  await using world = await scene()
  const { ctx, runtime } = world
  let tell = () => {}
  const listener: Listener = {
    listen: (_channel, told) => {
      tell = () => told(undefined)
      return () => {}
    },
    close: async () => {},
  }
  const stores = await knownStores(runtime, listener)
  tell()
  await expect.poll(() => stores.areLoaded).toBe(true)
  // The first reading is under way when the second change is told.
  tell()
  tell()
  const id = newId()
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id, key: 'mill', platform: 'shopify', uid: 'mill.myshopify.com', name: 'Mill' },
  })
  await expect.poll(() => stores.get(id)?.name, { timeout: 3_000 }).toBe('Mill')
  stores.stop()
})

test('every platform has a secret for its messages, and keeps it secret', () => {
  for (const { fields } of listAdapters()) {
    const signing = fields.filter(({ name }) => name.startsWith('webhookSecret'))
    expect(signing.map(({ isSecret }) => isSecret)).toContain(true)
    expect(signing.every(({ isSecret }) => isSecret)).toBe(true)
  }
})
