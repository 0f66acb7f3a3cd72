import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { OrderEngine } from '#orders'
import { scoped } from '#platform/events.ts'
import { newId } from '#platform/random.ts'
import { insertStore } from '#stores'
import { given } from '#tests/given.ts'
import { type Product, signIn, startProduct } from '#tests/product.ts'
import { soldByChannel } from '#tests/shop.ts'
import pg from 'pg'

let product: Product
let pool: pg.Pool
let headers: { authorization: string }

beforeAll(async () => {
  product = await startProduct()
  pool = new pg.Pool({ connectionString: product.databaseUrl, max: 2 })
  headers = await signIn(product)
})

afterAll(async () => {
  await pool.end()
  await product.stop()
})

const one = async <Row extends object>(text: string) => (await pool.query<Row>(text)).rows[0]

const context = () =>
  scoped(product.runtime, {
    ...{ orgId: product.orgId, actor: { type: 'system', id: null, name: 'test' } },
  })

/** A store that lists the mug. It is paused, so that what waits for a push goes on waiting. */
async function list(): Promise<void> {
  const ctx = context()
  const id = newId()
  const store = { id, key: id, platform: 'shopify' as const, uid: 'mill.example', name: 'Mill' }
  await insertStore(ctx.db, ctx.orgId, store)
  const mug = { variantId: 'v1', productId: 'p1', sku: 'MUG', title: 'Mug', quantity: 5 }
  await keepListings(ctx, id, [mug])
  await pool.query(`update stores set state = 'paused' where id = $1`, [id])
  await pool.query(`update listings set dirty_at = null`)
}

const isMarked = () => one(`select dirty_at is not null as marked from listings`)
const short = () => one(`select short_quantity as short from order_lines`)

async function open(active: boolean): Promise<void> {
  const place = await one<{ id: string }>(`select id from locations where code = 'main'`)
  const url = `/api/v1/locations/${place!.id}`
  const reply = await product.app.inject({ method: 'PATCH', url, headers, payload: { active } })
  expect(reply.statusCode).toBe(200)
}

test('the channels follow a place that closes, and those who wait one that opens', async () => {
  await given(pool, product).product('MUG', 5)
  await list()
  await open(false)
  await expect.poll(isMarked, { timeout: 15_000 }).toEqual({ marked: true })

  const engine = new OrderEngine(product.runtime, { directUrl: product.databaseUrl })
  await soldByChannel({ ctx: context(), engine }, 3)
  await engine.stop()
  expect(await short()).toEqual({ short: 3 })
  await pool.query(`update listings set dirty_at = null`)

  await open(true)
  await expect.poll(short, { timeout: 15_000 }).toEqual({ short: 0 })
  await expect.poll(isMarked, { timeout: 15_000 }).toEqual({ marked: true })
})
