import { expect, test } from 'vitest'
import type { Ctx } from '#platform/context.ts'
import { startAll } from '#simulators/all.ts'
import { startShopify } from '#simulators/shopify/index.ts'
import { listAccounts, openCredentials } from '#stores'
import { scene } from '#tests/scene.ts'
import { openStores } from '../../server/demo-channels.ts'
import { addStore, connectAccount } from '../../server/modules/channels/connections/add-store.ts'
import {
  mendCredentials,
  mendStore,
} from '../../server/modules/channels/connections/change-store.ts'
import { namedStore } from '../../server/modules/channels/connections/named-store.ts'
import { tryStore } from '../../server/modules/channels/connections/try-store.ts'
import { viewOfStore } from '../../server/modules/channels/connections/view.ts'
import { POLL_STORE } from '../../server/modules/intake/sync/poll-store.ts'
import { pollStores } from '../../server/modules/intake/sync/poll-stores.ts'
import { readStatus } from '../../server/modules/intake/status/read-status.ts'
import { removeStore } from '../../server/modules/intake/remove/remove-store.ts'

const NOWHERE = 'http://127.0.0.1:1'

/** A shop that answers, an address where nobody does, and what people type of both. */
async function stage() {
  const simulator = await startShopify({ seed: 3, secret: 'shpss_of_the_test' })
  const { host } = new URL(simulator.url)
  const world = await scene({ PENSTOCK_OUTBOUND_PRIVATE: `${host},${new URL(NOWHERE).host}` })
  const credentials = { accessToken: 'shpat_simulated', webhookSecret: 'shpss_of_the_test' }
  const typed = { platform: 'shopify', uid: simulator.shop.domain, name: 'Mill', credentials }
  return {
    ...{ ...world, simulator, typed },
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]()
      await simulator.stop()
    },
  }
}

const troubleOf = async (ctx: Ctx, storeId: string) =>
  viewOfStore(ctx, await namedStore(ctx, storeId), 'http://here').trouble

type World = Awaited<ReturnType<typeof stage>>

async function polledOf(world: World): Promise<string[]> {
  await pollStores(world.ctx, { note() {} })
  return jobsOf(world)
}

/** Of these stores the poll is under way. */
async function jobsOf({ rows }: World): Promise<string[]> {
  const found = await rows<{ storeId: string }>(
    `select data->'payload'->>'storeId' as "storeId" from history where subject_id = $1`,
    [POLL_STORE],
  )
  return found.map(({ storeId }) => storeId)
}

test('what a platform refuses is not kept, and it says why', async () => {
  await using world = await stage()
  const { ctx, simulator, typed } = world
  const baseUrl = simulator.url
  const wrong = { ...typed.credentials, accessToken: 'wrong' }
  await expect(connectAccount(ctx, { ...typed, baseUrl, credentials: wrong })).rejects.toThrow(
    /nothing was kept\. The platform does not let us in: it answered 401: \[API\] [^{]*$/,
  )
  const uid = 'another.myshopify.com'
  await expect(connectAccount(ctx, { ...typed, baseUrl, uid })).rejects.toThrow(
    `This is the shop ${simulator.shop.domain}, and not ${uid}.`,
  )
  const { id } = await connectAccount(ctx, { ...typed, baseUrl })
  await expect(mendStore(ctx, { storeId: id, change: { uid } })).rejects.toThrow(`not ${uid}`)
  expect((await namedStore(ctx, id)).uid).toBe(simulator.shop.domain)
})

test('new credentials are tried before they are kept, and secrets of messages need no trial', async () => {
  await using world = await stage()
  const { ctx, simulator, typed } = world
  const { id: storeId } = await connectAccount(ctx, { ...typed, baseUrl: simulator.url })
  const replace = (credentials: Record<string, string>) =>
    mendCredentials(ctx, { storeId, credentials, overlapHours: 0 })
  const values = async () => {
    const { credentialsSealed } = await namedStore(ctx, storeId)
    return openCredentials(ctx.secrets, storeId, credentialsSealed).values
  }
  await expect(replace({ accessToken: 'wrong' })).rejects.toThrow(/nothing was kept\. .*401/)
  expect(await values()).toEqual(typed.credentials)
  const strange = replace({ acessToken: 'wrong' })
  await expect(strange).rejects.toMatchObject({ code: 'invalid_request' })

  // A platform that is away is no reason not to keep them, and says so.
  await mendStore(ctx, { storeId, change: { baseUrl: NOWHERE } })
  await replace({ accessToken: 'shpat_simulated' })
  expect((await troubleOf(ctx, storeId))?.words).toContain('could not be reached')
  await mendStore(ctx, { storeId, change: { baseUrl: simulator.url } })
  await replace({ webhookSecret: 'another' })
  expect(await values()).toEqual({ ...typed.credentials, webhookSecret: 'another' })
})

test('a region that is none is refused when it is typed, and harms no other store', async () => {
  await using world = await stage()
  const { ctx, simulator, typed } = world
  const values = { clientId: 'a', clientSecret: 'b', refreshToken: 'c', marketplaceId: 'd' }
  const amazon = { platform: 'amazon', uid: 'A1', name: 'Seller' }
  const credentials = { ...values, region: 'europe' }
  await expect(connectAccount(ctx, { ...amazon, credentials })).rejects.toThrow(
    'The region must be na, eu or fe.',
  )
  // As it may have been kept by an older release.
  const { id: wrongId } = await addStore(ctx, { ...amazon, credentials })
  const { id } = await addStore(ctx, { ...typed, baseUrl: simulator.url })
  await expect(
    mendCredentials(ctx, { storeId: wrongId, credentials: { region: 'asia' }, overlapHours: 0 }),
  ).rejects.toThrow('The region must be na, eu or fe.')
  expect(await polledOf(world)).toEqual(expect.arrayContaining([id, wrongId]))
  expect(await readStatus(ctx, wrongId)).toMatchObject({ sync: { canBeAsked: true } })
  expect(await tryStore(ctx, wrongId)).toMatchObject({
    problem: expect.stringContaining('The region must be na, eu or fe.'),
  })
})

test('a store whose secrets cannot be opened keeps no other from its poll', async () => {
  await using world = await stage()
  const { ctx, rows, simulator, typed } = world
  const { id: brokenId } = await addStore(ctx, { ...typed, uid: 'a.myshopify.com' })
  const { id } = await addStore(ctx, { ...typed, baseUrl: simulator.url })
  await rows(`update stores set credentials_sealed = '\\x00' where id = $1`, [brokenId])
  const poll = () => pollStores(ctx, { note() {} })
  await expect(poll()).rejects.toThrow()
  expect(await jobsOf(world)).toEqual([id])

  // It fails each minute, and people are told of it once, until it is over.
  const die = (job: string) =>
    rows(
      `insert into dead_letters (org_id, id, job, payload, attempts, error, made_at)
       values ($1, gen_random_uuid(), $2, '{}', 2, '{}', now())`,
      [ctx.orgId, job],
    )
  const dead = () => rows(`select job from dead_letters order by job`)
  await die('intake.another')
  await expect(poll()).rejects.toThrow()
  await die('intake.poll_stores')
  await poll()
  expect(await dead()).toHaveLength(2)
  await rows(`delete from stores where id = $1`, [brokenId])
  await poll()
  expect(await dead()).toEqual([{ job: 'intake.another' }])
})

test('a wrong address is kept with its trouble, told at each test, and mended', async () => {
  await using world = await stage()
  const { ctx, simulator, typed } = world
  const account = await connectAccount(ctx, { ...typed, baseUrl: NOWHERE, credentials: {} })
  const test1 = await tryStore(ctx, account.id)
  expect(test1.problem).toBe('Not given yet: Admin API access token, API secret key.')
  await removeStore(ctx, { storeId: account.id })

  const { id: storeId } = await connectAccount(ctx, { ...typed, baseUrl: NOWHERE })
  const words = /^The platform could not be reached: no connection could be made \(ECONNREFUSED\)\./
  expect((await troubleOf(ctx, storeId))?.words).toMatch(words)
  // However often: the breaker is for machines.
  for (let n = 0; n < 3; n++) expect((await tryStore(ctx, storeId)).problem).toMatch(words)
  await mendStore(ctx, { storeId, change: { name: 'Old mill', baseUrl: NOWHERE } })
  expect((await troubleOf(ctx, storeId))?.words).toMatch(words)
  await mendStore(ctx, { storeId, change: { baseUrl: simulator.url } })
  expect(await troubleOf(ctx, storeId)).toBeNull()
  expect(await tryStore(ctx, storeId)).toMatchObject({ ok: true, name: 'Simulated Goods' })
})

test('a WooCommerce shop that is typed with http is called by http', async () => {
  await using world = await stage()
  const { ctx } = world
  const woo = { platform: 'woocommerce', name: 'Wool', credentials: {} }
  const account = await connectAccount(ctx, { ...woo, uid: `${NOWHERE}/shop/` })
  const { uid, baseUrl, id } = account
  expect({ uid, baseUrl }).toEqual({ uid: '127.0.0.1:1/shop', baseUrl: `${NOWHERE}/shop` })
  // Nobody has to think of a secret that only the two sides need to know.
  const { values } = openCredentials(ctx.secrets, id, account.credentialsSealed)
  expect(values['webhookSecret']).toMatch(/^[\w-]{40,}$/)
  const mended = await mendStore(ctx, { storeId: id, change: { uid: 'https://wool.example/' } })
  expect(mended).toMatchObject({ uid: 'wool.example', baseUrl: null })
  const taken = { ...woo, uid: 'https://other.example' }
  const other = await connectAccount(ctx, taken)
  await expect(
    mendStore(ctx, { storeId: other.id, change: { uid: 'wool.example' } }),
  ).rejects.toMatchObject({ code: 'store_taken' })
})

test('a store is removed as long as it has sold nothing and no key is bound to it', async () => {
  await using world = await stage()
  const { ctx, rows, typed } = world
  const { id: storeId } = await connectAccount(ctx, { ...typed, credentials: {} })
  await rows(
    `insert into orders (org_id, id, number, store_id, external_id, lifecycle, payment, fulfilment,
       assignment, status, currency, items_minor, discount_minor, shipping_minor, tax_minor,
       tax_included, grand_total_minor, placed_at)
     values ($1, gen_random_uuid(), 'PS-1', $2, '1', 'placed', 'pending', 'none', 'none', 'placed',
       'INR', 0, 0, 0, 0, true, 0, now())`,
    [ctx.orgId, storeId],
  )
  world.skipHistories()
  await expect(removeStore(ctx, { storeId })).rejects.toMatchObject({ code: 'store_has_orders' })
  await rows('delete from orders where org_id = $1', [ctx.orgId])
  await expect(removeStore(ctx, { storeId, expectedVersion: 7 })).rejects.toThrow('Somebody else')
  await removeStore(ctx, { storeId })
  await expect(removeStore(ctx, { storeId })).rejects.toMatchObject({ code: 'store_not_found' })
  await expect(namedStore(ctx, typed.name)).rejects.toMatchObject({ code: 'store_not_found' })
})

test('the demo leaves the stores of people alone, and finds its own at another port', async () => {
  await using world = await stage()
  const { ctx, typed } = world
  const theirs = await connectAccount(ctx, { ...typed, baseUrl: NOWHERE })
  const kept = async () => {
    const accounts = await listAccounts(ctx.db, ctx.orgId)
    return accounts.filter(({ platform }) => ['shopify', 'woocommerce'].includes(platform))
  }
  for (const seed of [1, 2]) {
    const outside = await startAll({ port: 0, seed, rate: 0, everyMs: 0 })
    await openStores(ctx, outside.url, 'http://here')
    const [shopify, woo, ...others] = await kept()
    expect(others).toEqual([])
    expect(shopify).toMatchObject({ id: theirs.id, baseUrl: NOWHERE, version: theirs.version })
    expect(woo).toMatchObject({ baseUrl: `${outside.url}/woocommerce`, state: 'active' })
    expect(woo!.uid).toBe(`${new URL(outside.url).host}/woocommerce`)
    await outside.stop()
  }
})
