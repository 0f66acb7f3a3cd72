import { expect, test } from 'vitest'
import { OrderEngine } from '#orders'
import { newId } from '#platform/random.ts'
import { findAccount, insertStore, sealCredentials } from '#stores'
import { scene } from '#tests/scene.ts'
import { landParts } from '../../server/modules/intake/intake.ts'
import { eraseOriginals } from '../../server/modules/intake/messages/erase-originals.ts'
import { finishOpen } from '../../server/modules/intake/messages/finish-open.ts'
import { answerMessage } from '../../server/modules/intake/messages/answer-message.ts'
import { timeOfId } from '../../server/modules/intake/messages/message.ts'
import { processMessage } from '../../server/modules/intake/receive/process-message.ts'

async function stage(platform: string) {
  const world = await scene()
  const { ctx, runtime, rows } = world
  await world.given.product('MUG', 50)
  const engine = new OrderEngine(runtime, { directUrl: world.url })
  const parts = landParts(runtime, engine)
  const storeId = newId()
  const values = { webhookSecret: 'key' }
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id: storeId, key: platform, platform, uid: '4411', name: 'Shop', baseUrl: null },
    credentialsSealed: sealCredentials(ctx.secrets, storeId, { values, previous: [] }),
  })
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  return {
    ...{ ctx, rows },
    /** Gives the id of the message. */
    send: async (content: unknown) => {
      const id = newId()
      const body = Buffer.from(JSON.stringify(content))
      const headers = {}
      const sent = { id, receivedAt: timeOfId(id), account, source: 'sent', headers, body } as const
      await processMessage(parts, ctx, sent)
      return id
    },
    /** What each minute does. */
    minute: () => finishOpen(parts, { ...ctx, clock: NOW }, new AbortController().signal),
    orders: () =>
      rows(`select external_id as "externalId", lifecycle, holds from orders order by external_id`),
    verdict: async (id: string) =>
      (await rows<{ verdict: string }>(`select verdict from messages where id = $1`, [id]))[0],
    [Symbol.asyncDispose]: async () => {
      await engine.stop()
      await world[Symbol.asyncDispose]()
    },
  }
}

/** Ids bear the time of the machine. */
const NOW = { now: () => new Date() }

const purchase = (type: string, po_number: string) => ({
  ...{ type, po_number, tenant: 'BLINKIT' },
  details: {
    ...{ po_number, issue_date: '2026-01-15T10:00:00Z' },
    item_data: [{ item_id: 1, sku_code: 'MUG', units_ordered: 3, basic_price: 10 }],
  },
})

test('cancellations that come together before their orders are done once those are there', async () => {
  await using world = await stage('blinkit')
  const { send, minute, orders, verdict, rows } = world
  const id = await send(['P-1', 'P-2'].map((number) => purchase('PO_CANCELLATION', number)))
  await minute()
  expect(await verdict(id)).toEqual({ verdict: 'fetching' })
  await send(purchase('PO_CREATION', 'P-2'))
  await send([purchase('PO_CREATION', 'P-1'), purchase('PO_CREATION', 'P-3')])
  await minute()
  expect(await orders()).toMatchObject([
    ...[{ lifecycle: 'cancelled' }, { lifecycle: 'cancelled' }, { lifecycle: 'placed' }],
  ])
  expect(await verdict(id)).toEqual({ verdict: 'updated' })
  expect(await rows(`select reserved from stock_levels`)).toEqual([{ reserved: 3 }])
})

test('an original is kept until the part of an order in it has landed, whoever is erased', async () => {
  await using world = await stage('blinkit')
  const { ctx, send, minute, orders, rows } = world
  const id = await send(['P-1', 'P-2'].map((number) => purchase('PO_CANCELLATION', number)))
  await send(purchase('PO_CREATION', 'P-1'))
  const [order] = await rows<{ id: string }>(`select id from orders`)
  await expect(eraseOriginals(ctx, order!.id)).rejects.toMatchObject({ name: 'Postponed' })
  await minute()
  await eraseOriginals(ctx, order!.id)
  const erased = `select headers->>'x-penstock-erased' as erased from messages where id = $1`
  expect(await rows(erased, [id])).toEqual([{ erased: '1' }])
  // What it says of the other order is read all the same.
  await send(purchase('PO_CREATION', 'P-2'))
  await minute()
  expect(await orders()).toMatchObject([{ lifecycle: 'cancelled' }, { lifecycle: 'cancelled' }])
})

test('a wish to cancel holds an order that comes later, as it was before the wish', async () => {
  await using world = await stage('amazon')
  const { ctx, send, minute, orders, verdict } = world
  const externalId = '405-1'
  const change = {
    ...{ AmazonOrderId: externalId, OrderChangeType: 'BuyerRequestedChange' },
    OrderChangeTrigger: { TimeOfOrderChange: '2026-01-15T11:00:00Z', ChangeReason: 'Cancel' },
  }
  const Payload = { OrderChangeNotification: change }
  const id = await send({ NotificationType: 'ORDER_CHANGE', Payload })
  const price = { amount: '10.00', currencyCode: 'INR' }
  const orderAt = (lastUpdatedTime: string) => ({
    ...{ orderId: externalId, createdTime: '2026-01-15T10:00:00Z', lastUpdatedTime },
    ...{ proceeds: { grandTotal: price }, recipient: { deliveryAddress: { addressLine1: 'Kai' } } },
    fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
    orderItems: [
      {
        ...{ orderItemId: '1', quantityOrdered: 1 },
        product: { sellerSku: 'MUG', price: { unitPrice: price } },
      },
    ],
  })
  await send({ order: orderAt('2026-01-15T10:30:00Z') })
  const answer = { status: 'created', externalId, orderId: null } as const
  await answerMessage(ctx, id, answer)
  expect(await orders()).toMatchObject([{ holds: [] }])
  await minute()
  expect(await orders()).toMatchObject([{ externalId, holds: ['manual'] }])
  // The order is asked for once more, and then nothing of the message is left open.
  await answerMessage(ctx, id, { ...answer, status: 'duplicate' })
  expect(await verdict(id)).toEqual({ verdict: 'updated' })
  // The buyer has thought better of it.
  await send({ order: orderAt('2026-01-15T11:30:00Z') })
  expect(await orders()).toMatchObject([{ holds: [] }])
})
