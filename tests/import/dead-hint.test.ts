import { expect, test } from 'vitest'
import { openDatabase } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { findAccount } from '#stores'
import { anOrder } from '../../server/modules/channels/adapters/woocommerce/fixtures/order.ts'
import { fetchOrder } from '../../server/modules/intake/fetch/fetch-order.ts'
import { finishOpen } from '../../server/modules/intake/messages/finish-open.ts'
import { timeOfId } from '../../server/modules/intake/messages/message.ts'
import { getOriginal } from '../../server/modules/intake/messages/read-again.ts'
import { processMessage } from '../../server/modules/intake/receive/process-message.ts'
import { stage } from './listed-shop.ts'
import { PATIENCE } from '#tests/patience.ts'

const HOUR_MS = 3_600_000

/** Ids bear the time of the machine, so here the clock of the scene shows the same. */
async function today() {
  const world = await stage()
  const { ctx, parts, rows, storeId, shop, sync, proof } = world
  const pass = (ms: number) => (shop.state.date = world.pass(ms))
  pass(Date.now() - ctx.clock.now().getTime())
  await rows(`update stores set created_at = $1`, [new Date(Date.now() - HOUR_MS)])
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const { signal } = new AbortController()

  const send = async (content: object, topic: string) => {
    const id = newId()
    const body = Buffer.from(JSON.stringify(content))
    const headers = { 'x-wc-webhook-topic': topic }
    const sent = { id, receivedAt: timeOfId(id), account, source: 'sent', headers, body } as const
    await processMessage(parts, ctx, sent)
    return id
  }
  return {
    ...{ shop, sync, proof, pass, rows, url: world.url },
    send: (order: object) => send(order, 'order.updated'),
    name: (...ids: number[]) =>
      send(
        ids.map((id) => ({ id })),
        '',
      ),
    told: async (id: string) => (await getOriginal(ctx, id)).message,
    /** The shop names an order, and whoever was to ask for it has given up. */
    async giveUp(...externalIds: string[]) {
      for (const externalId of externalIds) {
        const messageId = await send({ id: Number(externalId) }, '')
        await rows(
          `insert into dead_letters (org_id, id, job, payload, attempts, error, made_at)
           values ($1, gen_random_uuid(), 'intake.fetch_order', $2, 12, '{}', now())`,
          [ctx.orgId, { storeId, externalId, messageId }],
        )
      }
    },
    ask: (externalId: string, messageId?: string) =>
      fetchOrder(parts, ctx, { storeId, externalId, messageId }),
    /** What the minutes do. */
    async finish(db = ctx.db) {
      pass(5 * 60_000)
      await finishOpen(parts, { ...ctx, db }, signal)
      const { missing } = await proof()
      const dead = await rows(`select from dead_letters`)
      return { missing, dead: dead.length }
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

const order = (id: number, changedAt: number) =>
  anOrder({
    ...{ id, number: `W-${id}`, refunds: [] },
    date_modified_gmt: new Date(changedAt).toISOString().slice(0, 19),
  })

test('an order that was only named is missing until the list has told it, and no longer', async () => {
  await using world = await today()
  const { shop, sync, finish, rows } = world
  await world.giveUp('1', '2')
  expect(await finish()).toEqual({ missing: 2, dead: 2 })
  shop.state.orders = [order(1, Date.now() - 60_000)]
  await sync()
  expect(await finish()).toEqual({ missing: 1, dead: 1 })
  expect(
    await rows(`select m.external_id, verdict from messages m join orders o on o.id = m.order_id
      where source = 'sent'`),
  ).toEqual([{ external_id: '1', verdict: 'duplicate' }])
  expect(await rows(`select from history where type = 'dead_letter.discarded'`)).toHaveLength(1)
})

test('an order that was only named is missing until it was asked for by another message', async () => {
  await using world = await today()
  const { shop, finish } = world
  await world.giveUp('1')
  shop.state.orders = [order(1, Date.now() - 60_000)]
  await world.ask('1')
  expect(await finish()).toEqual({ missing: 0, dead: 0 })
})

test('a change that was only named is missing until what the shop changed is compared', async () => {
  await using world = await today()
  const { shop, sync, finish, send, pass } = world
  const known = order(1, Date.now() - 60_000)
  shop.state.orders = [known]
  await sync()
  await world.giveUp('1')
  // The order is there, and nobody knows whether as it is now.
  shop.state.isDown = true
  expect(await finish()).toEqual({ missing: 1, dead: 1 })
  await send({ ...known, customer_note: 'Ring twice', date_modified_gmt: '2100-01-01T00:00:00' })
  expect(await finish()).toEqual({ missing: 1, dead: 1 })
  shop.state.isDown = false
  pass(60_000)
  await sync()
  expect(await finish()).toEqual({ missing: 0, dead: 0 })
})

test('an order whose refunds alone could not be read is missing until they were', async () => {
  await using world = await today()
  const { shop, sync, finish } = world
  const refunds = [{ id: 9, reason: 'broken', total: '-1.00' }]
  const show = (changedAt: number) => {
    shop.state.orders = [{ ...order(1, changedAt), refunds }]
  }
  show(Date.now() - 60_000)
  shop.state.broken = { '1': 500 }
  await sync()
  expect(await finish()).toEqual({ missing: 1, dead: 0 })
  // The list has been compared since, and its range is proven: that is no answer to this.
  await sync()
  expect(await finish()).toEqual({ missing: 1, dead: 0 })
  shop.state.broken = {}
  show(Date.now() + 60_000)
  await sync()
  expect(await finish()).toEqual({ missing: 0, dead: 0 })
})

test('a message that names several orders ends with the last answer, and tells of each', async () => {
  await using world = await today()
  const { shop, ask, told } = world
  shop.state.orders = [order(1, Date.now() - 60_000), order(2, Date.now() - 60_000)]
  const id = await world.name(1, 2, 3)
  await ask('1', id)
  await expect(ask('3', id)).rejects.toThrow('does not know the order 3')
  await ask('2', id)
  const failed = 'It was not fetched yet: The platform does not know the order 3.'
  expect(await told(id)).toMatchObject({
    ...{ verdict: 'fetching', reason: `1 of 3 queued: ${failed}`, orderId: null },
    results: [{ status: 'created' }, { status: 'created' }, { status: 'queued', reason: failed }],
  })
  expect(await world.proof()).toMatchObject({ missing: 1 })
  shop.state.orders.push(order(3, Date.now() - 60_000))
  await ask('3', id)
  expect(await told(id)).toMatchObject({ verdict: 'created', reason: null, orderId: null })
  expect(await world.proof()).toMatchObject({ missing: 0 })
})

test('answers that come at once are all kept', async () => {
  await using world = await today()
  const ids = [1, 2, 3, 4, 5, 6]
  world.shop.state.orders = ids.map((id) => order(id, Date.now() - 60_000))
  const id = await world.name(...ids)
  await Promise.all(ids.map((one) => world.ask(String(one), id)))
  const { verdict, results } = await world.told(id)
  expect([verdict, results?.map(({ status }) => status)]).toEqual([
    ...['created', ids.map(() => 'created')],
  ])
})

test('an order that the platform refuses to show keeps no other of its message from being told', async () => {
  await using world = await today()
  const { shop, ask, told } = world
  shop.state.orders = [order(1, Date.now() - 60_000), order(2, Date.now() - 60_000)]
  shop.state.hidden = '1'
  const id = await world.name(1, 2)
  await ask('1', id)
  await ask('2', id)
  expect(await told(id)).toMatchObject({
    verdict: 'parked',
    results: [{ status: 'parked', orderId: null }, { status: 'created' }],
  })
})

test('a message ends as well when the rest of what it named has come by another way', async () => {
  await using world = await today()
  const { shop, sync, ask, told } = world
  shop.state.orders = [order(1, Date.now() - 60_000)]
  const id = await world.name(1, 2)
  await ask('1', id)
  shop.state.orders.push(order(2, Date.now() - 60_000))
  await sync()
  expect(await world.finish()).toEqual({ missing: 0, dead: 0 })
  expect(await told(id)).toMatchObject({
    ...{ verdict: 'created', results: [{ status: 'created' }, { status: 'duplicate' }] },
  })
})

test('what is proven of a store is read once a pass, however many of its hints wait', async () => {
  await using world = await today()
  world.shop.state.orders = [1, 2, 3].map((id) => order(id, Date.now() - 60_000))
  await world.sync()
  await world.giveUp('1', '2', '3')
  const texts: string[] = []
  const limits = { poolMax: 2, ...PATIENCE }
  const watched = openDatabase(world.url, { ...limits, onStatement: (text) => texts.push(text) })
  expect(await world.finish(watched.db)).toMatchObject({ dead: 3 })
  await watched.close()
  expect(texts.filter((text) => text.includes('polled_at as "polledAt"'))).toHaveLength(1)
})
