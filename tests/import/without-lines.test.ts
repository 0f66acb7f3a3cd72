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
import { processMessage } from '../../server/modules/intake/receive/process.ts'

test('an order that comes without its products loses none until it was asked for', async () => {
  await using world = await scene()
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
  try {
    const parts = landParts(runtime, engine)
    const take = (json: unknown, source: 'sent' | 'fetched') =>
      processMessage(parts, ctx, {
        ...{ id: newId(), receivedAt: ctx.clock.now(), account, source, headers: {} },
        body: Buffer.from(JSON.stringify(json)),
      })
    const towels = { products: [aProduct({ quantity: 2 })] }
    await take(whole({}, towels), 'fetched')
    const reserved = `select reserved from stock_levels where sku = 'TOWEL'`
    expect(await rows(reserved)).toEqual([{ reserved: 2 }])

    const date_modified = 'Sun, 02 Aug 2026 09:50:00 +0000'
    expect(await take(anOrder({ date_modified }), 'sent')).toMatchObject([
      { status: 'duplicate' },
      { status: 'queued' },
    ])
    expect(await rows(reserved)).toEqual([{ reserved: 2 }])
    await take(whole({ date_modified, customer_message: 'Ring' }, towels), 'fetched')
    expect(await rows(`select note from orders`)).toEqual([{ note: 'Ring' }])
  } finally {
    await engine.stop()
  }
})
