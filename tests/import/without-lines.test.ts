import { expect, test } from 'vitest'
import { OrderEngine } from '#orders'
import { newId } from '#platform/random.ts'
import { findAccount, insertStore, sealCredentials } from '#stores'
import { scene } from '#tests/scene.ts'
import {
  anOrder,
  aProduct,
  whole,
} from '../../server/modules/channels/adapters/bigcommerce/fixtures/order.ts'
import { landParts } from '../../server/modules/intake/intake.ts'
import { processMessage } from '../../server/modules/intake/receive/process-message.ts'

async function store() {
  const world = await scene()
  const { ctx, rows, given, runtime, url } = world
  await given.product('TOWEL', 10)
  const storeId = newId()
  const values = { accessToken: 't' }
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id: storeId, key: 'bc', platform: 'bigcommerce', uid: 'abcde', name: 'BC' },
    baseUrl: null,
    credentialsSealed: sealCredentials(ctx.secrets, storeId, { values, previous: [] }),
  })
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const engine = new OrderEngine(runtime, { directUrl: url })
  const parts = landParts(runtime, engine)
  return {
    rows,
    take: (json: unknown, source: 'sent' | 'fetched') =>
      processMessage(parts, ctx, {
        ...{ id: newId(), receivedAt: ctx.clock.now(), account, source, headers: {} },
        body: Buffer.from(JSON.stringify(json)),
      }),
    reserved: async () => {
      const [level] = await rows<{ reserved: number }>('select reserved from stock_levels')
      return level!.reserved
    },
    [Symbol.asyncDispose]: async () => {
      await engine.stop()
      await world[Symbol.asyncDispose]()
    },
  }
}

const towels = { products: [aProduct({ quantity: 2 })] }

test('an order that comes without its products loses none until it was asked for', async () => {
  await using shop = await store()
  await shop.take(whole({}, towels), 'fetched')
  expect(await shop.reserved()).toBe(2)

  const date_modified = 'Sun, 02 Aug 2026 09:50:00 +0000'
  expect(await shop.take(anOrder({ date_modified }), 'sent')).toMatchObject([
    { status: 'duplicate' },
    { status: 'queued' },
  ])
  expect(await shop.reserved()).toBe(2)
  await shop.take(whole({ date_modified, customer_message: 'Ring' }, towels), 'fetched')
  expect(await shop.rows(`select note from orders`)).toEqual([{ note: 'Ring' }])
})

test('an answer that is not whole is not asked for again, and waits for a person', async () => {
  await using shop = await store()
  const asked = `select from history where subject_id = 'intake.fetch_order'`
  const odd = whole({}, { products: { message: 'later' } })
  const results = await shop.take(odd, 'fetched')
  expect(results.at(-1)).toMatchObject({
    ...{ status: 'parked', reason: expect.stringContaining('not whole') },
  })
  expect(await shop.rows(asked)).toHaveLength(0)
  await shop.take(odd, 'sent')
  expect(await shop.rows(asked)).toHaveLength(1)
})
