import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { importStage } from '../import/stage.ts'
import { OrderEngine } from '#orders'
import { scoped } from '#platform/events.ts'
import { soldByChannel } from '#tests/shop.ts'

let stage: Awaited<ReturnType<typeof importStage>>

beforeAll(async () => {
  stage = await importStage()
})

afterAll(() => stage?.stop())

const one = async <Row extends object>(text: string) => (await stage.rows<Row>(text))[0]

const context = () =>
  scoped(stage.product.runtime, {
    ...{ orgId: stage.product.orgId, actor: { type: 'system', id: null, name: 'test' } },
  })

/** The store lists the mug. It is paused, so that what waits for a push goes on waiting. */
async function list(): Promise<void> {
  const mug = { variantId: 'v1', productId: 'p1', sku: 'MUG', title: 'Mug', quantity: 5 }
  await keepListings(context(), stage.storeId, [mug])
  await stage.rows(`update stores set state = 'paused' where id = $1`, [stage.storeId])
  await stage.rows(`update listings set dirty_at = null`)
}

const isMarked = () => one(`select dirty_at is not null as marked from listings`)
const short = () => one(`select short_quantity as short from order_lines`)

async function open(active: boolean): Promise<void> {
  const place = await one<{ id: string }>(`select id from locations where code = 'main'`)
  const { status } = await stage.call('PATCH', `/locations/${place!.id}`, { active })
  expect(status).toBe(200)
}

test('the channels follow a place that closes, and those who wait one that opens', async () => {
  await list()
  await open(false)
  await expect.poll(isMarked).toEqual({ marked: true })

  const { runtime, databaseUrl: directUrl } = stage.product
  const engine = new OrderEngine(runtime, { directUrl })
  await soldByChannel({ ctx: context(), engine }, 3)
  await engine.stop()
  expect(await short()).toEqual({ short: 3 })
  await stage.rows(`update listings set dirty_at = null`)

  await open(true)
  await expect.poll(short).toEqual({ short: 0 })
  await expect.poll(isMarked).toEqual({ marked: true })
})
