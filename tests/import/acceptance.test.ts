import { expect, test } from 'vitest'
import { ensureWebhooks } from '#channels'
import { listUnanswered, takeStep } from '#orders'
import { newId } from '#platform/random.ts'
import { startBlinkit } from '#simulators/blinkit/blinkit.ts'
import { findAccount } from '#stores'
import { keepWebhooks } from '../../server/modules/channels/connections/keep-webhooks.ts'
import { syncListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { acceptOrders } from '../../server/modules/channels/outgoing/accept-orders.ts'
import { askToPushAgain, pushAgain } from '../../server/modules/channels/outgoing/push-again.ts'
import {
  tellCancellation,
  tellShipment,
} from '../../server/modules/channels/outgoing/tell-platform.ts'
import { timeOfId } from '../../server/modules/intake/messages/message.ts'
import { processMessage } from '../../server/modules/intake/receive/process-message.ts'
import { startReceiver } from '../contracts/outside.ts'
import { plansOf } from '../plans/plan.ts'
import { simulatedStore } from './simulated-store.ts'

const MINUTE_MS = 60_000

async function stage(mode: 'vendor' | 'marketplace') {
  const startAt = new Date('2026-01-15T12:00:00Z')
  const simulator = await startBlinkit({ mode, seed: 5, rate: 0, startAt })
  const world = await simulatedStore(simulator, {
    ...{ platform: 'blinkit', uid: '4411', name: 'Blinkit', settings: { mode } },
    credentials: {
      ...{ ...simulator.credentials, webhookSecret: 'key' },
      ...{ supplierName: 'Penstock', supplierAddress: 'Unit 4, Noida' },
    },
  })
  return {
    ...world,
    told: (orderId: string) =>
      world.rows<{ id: string; kind: string; state: string; problem: string | null }>(
        `select id, kind, state, problem from outgoing where order_id = $1 order by created_at`,
        [orderId],
      ),
  }
}

test('what a platform holds for us is accepted in time; what is on hold waits for a person', async () => {
  await using blinkit = await stage('marketplace')
  const { simulator, ctx, given, fetched, later, told } = blinkit
  for (const sku of Object.keys(simulator.stock())) await given.product(sku, 1_000)
  await syncListings(ctx, blinkit.storeId)
  const [free, held, refused] = simulator.makeOrders(3) as [string, string, string]
  const [freeId, heldId, refusedId] = [
    await fetched(free),
    await fetched(held),
    await fetched(refused),
  ]
  for (const orderId of [heldId, refusedId]) {
    await takeStep(ctx, { orderId, step: { type: 'hold', reason: 'risk' } })
  }
  await acceptOrders(ctx)
  expect(await told(freeId)).toMatchObject([{ kind: 'accept', state: 'done' }])
  const [shown] = await told(heldId)
  expect(shown).toMatchObject({
    ...{ state: 'refused', problem: expect.stringContaining('holds it') },
  })

  // A no to what was never accepted.
  await takeStep(ctx, { orderId: refusedId, step: { type: 'cancel', reason: 'too risky' } })
  await tellCancellation(ctx, { orderId: refusedId, reason: 'too risky' })
  // A person pushes it as it is.
  await askToPushAgain(ctx, { orderId: heldId, outgoingId: shown!.id })
  await pushAgain(ctx, shown!.id)
  await acceptOrders(ctx)
  expect(await told(heldId)).toMatchObject([{ kind: 'accept', state: 'done' }])

  await later(12 * MINUTE_MS)
  const lifecycles = Object.fromEntries(
    simulator.orders().map(({ externalId, lifecycle }) => [externalId, lifecycle]),
  )
  expect(lifecycles).toEqual({ [free]: 'open', [held]: 'open', [refused]: 'cancelled' })
  // Nobody is told of what is over.
  const calls = simulator.ledger.entries({}).length
  await acceptOrders(ctx)
  expect(simulator.ledger.entries({})).toHaveLength(calls)
})

test('those that wait are found without looking at all others', async () => {
  await using blinkit = await stage('marketplace')
  const { ctx, rows, storeId } = blinkit
  blinkit.skipHistories()
  await rows(
    `insert into channel_orders (org_id, order_id, store_id, external_id, number, digest,
       adapter_version, source, touches_stock)
     select $1, gen_random_uuid(), $2, n::text, n::text, '', 1, 'sent', true
     from generate_series(1, 3000) n`,
    [ctx.orgId, storeId],
  )
  await rows('analyze channel_orders')
  const [plan] = await plansOf(blinkit, (db) => listUnanswered(db, ctx.orgId, ctx.clock.now()))
  expect(plan!.usesIndex('channel_orders_unanswered'), plan!.text).toBe(true)
})

test('webhooks that a platform has dropped are made again, where they were ours', async () => {
  await using blinkit = await stage('marketplace')
  const { simulator, ctx, storeId } = blinkit
  const addresses = () => [...simulator.webhooks.hooks.values()].map(({ address }) => address)
  await keepWebhooks(ctx)
  expect(addresses()).toEqual([])
  const address = 'https://shop.example/import-orders/blinkit'
  await ensureWebhooks(ctx, storeId, address)
  simulator.webhooks.hooks.clear()
  await keepWebhooks(ctx)
  expect(addresses()).toEqual([address])
  // A store that is away says so with its polls, and fails nothing here.
  simulator.faults.add({
    on: 'request',
    kind: 'too_many_requests',
    match: '/v1/webhook',
    count: 99,
  })
  await keepWebhooks(ctx)
})

test('a hold that goes lets the order be accepted by itself', async () => {
  await using blinkit = await stage('marketplace')
  const { simulator, ctx, fetched, told } = blinkit
  const [id, other] = simulator.makeOrders(2) as [string, string]
  const [orderId, otherId] = [await fetched(id), await fetched(other)]
  await acceptOrders(ctx)
  await acceptOrders(ctx)
  const alarms = `select from history where subject_id = $1 and type = 'order.push_refused'`
  expect(await blinkit.rows(alarms, [orderId])).toHaveLength(1)
  // As if it had been the platform that did not want it, in the same words.
  await blinkit.rows(`update outgoing set refused_by = 'platform' where order_id = $1`, [otherId])
  await blinkit.rows(`update orders set holds = '{}'`)
  blinkit.skipHistories()
  await acceptOrders(ctx)
  expect(await told(orderId)).toMatchObject([{ kind: 'accept', state: 'done', problem: null }])
  expect(await told(otherId)).toMatchObject([{ kind: 'accept', state: 'refused' }])
})

test('a purchase order is accepted with its goods, and else rejected', async () => {
  await using blinkit = await stage('vendor')
  const { simulator, ctx, land, idOf, storeId } = blinkit
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const receiver = await startReceiver()
  simulator.register(receiver.url, 'key')
  const [sent, dropped] = simulator.makeOrders(2) as [string, string]
  await simulator.settled()
  for (const { headers, body } of receiver.take()) {
    const id = newId()
    const incoming = { id, receivedAt: timeOfId(id), account, source: 'sent' as const }
    await processMessage(land, ctx, { ...incoming, headers, body })
  }
  await receiver.stop()
  const [sentId, droppedId] = [await idOf(sent), await idOf(dropped)]
  const lines = await blinkit.sent(sentId)
  blinkit.skipHistories()
  await tellShipment(ctx, { orderId: sentId, version: 2, parcel: {}, lines })
  await tellCancellation(ctx, { orderId: droppedId, reason: 'out of stock' })
  const answers = simulator.ledger.entries({ type: 'acknowledgement' })
  expect(answers.map(({ details }) => (details as { po_status: string }).po_status)).toEqual([
    ...['accepted', 'rejected'],
  ])
  expect(simulator.ledger.entries({ type: 'shipment' })).toHaveLength(1)
})
