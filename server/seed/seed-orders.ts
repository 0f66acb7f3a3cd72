import pg from 'pg'
import type { Ctx } from '#platform/context.ts'
import { ensureMonths } from '#platform/partitions.ts'
import { newToken } from '#platform/random.ts'
import * as stock from '#stock'
import { ownWebsite } from '#stores'
import { catalogue } from './catalogue.ts'
import { fillBare } from './bare-tables.ts'
import { addedUp, type Chunk, chunks, type Sums } from './chunks.ts'
import { idsFrom, seeded } from './random.ts'
import { COLUMNS } from './rows.ts'
import { shelves } from './shelf.ts'
import { SHOPS } from './shops.ts'
import { DAY_MS } from './steps.ts'
import { addProducts, addSellables, secondPlace } from './stock-up.ts'
import * as store from './store.ts'
import type { Store, World } from './tale.ts'

export type SeedOrders = {
  orders: number
  seed: number
  products: number
  /** So many days back the first order was placed. */
  days: number
  directUrl: string
}

export type Seeded = {
  orders: number
  seed: number
  firstNumber: number
  /** From the first row to the last commit, and how many orders of it came in a second. */
  tookMs: number
  ordersPerSecond: number
}

/**
 * Writes believable orders into the real tables, with all that came of them: past the engine, but
 * as the engine and the steps of the orders would have written it, so that the books balance. With
 * the same seed, at the same moment, into the same shop, it writes the same.
 */
export async function seedOrders(ctx: Ctx, command: SeedOrders): Promise<Seeded> {
  const { orders, seed, days, directUrl } = command
  const now = ctx.clock.now().getTime()
  const from = now - days * DAY_MS
  await ensurePast(ctx, from, now)
  const firstNumber = await store.takeNumbers(ctx.db, ctx.orgId, orders)
  const lanes = await Promise.all(Array.from({ length: LANES }, () => connect(directUrl)))
  try {
    const world = await worldOf(ctx, lanes[0]!, { ...command, now, from, firstNumber })
    const startedAt = performance.now()
    const made = chunks(world, { orders, firstNumber, from })
    const isBare = orders >= BARE_MIN && (await store.isFirst(lanes[0]!))
    if (isBare) await writeBare(lanes[0]!, ctx.orgId, made)
    else await writeAll(lanes, world, made)
    const tookMs = Math.round(performance.now() - startedAt)
    await store.markKnownLow(
      lanes[0]!,
      ctx.orgId,
      world.sellables.map(({ sku }) => sku),
    )
    await store.analyze(lanes[0]!)
    const ordersPerSecond = Math.round((orders * 1_000) / tookMs)
    return { orders, seed, firstNumber, tookMs, ordersPerSecond }
  } finally {
    await Promise.all(lanes.map((client) => client.end().catch(() => {})))
  }
}

/** `ensureMonths` makes four from a month on. */
const MONTHS_AT_ONCE = 4

async function ensurePast({ db }: Ctx, from: number, now: number): Promise<void> {
  for (const month = new Date(from); month.getTime() <= now;) {
    await ensureMonths(db, 'history', month)
    month.setUTCMonth(month.getUTCMonth() + MONTHS_AT_ONCE, 1)
  }
}

type Setting = SeedOrders & { now: number; from: number; firstNumber: number }

async function worldOf(ctx: Ctx, client: pg.Client, setting: Setting): Promise<World> {
  const { orders, seed, now, from, firstNumber } = setting
  const random = seeded(seed)
  // What is seeded twice must have other ids, also when the seed is the same.
  const newId = idsFrom(seeded(seed ^ Math.imul(firstNumber, 0x9e3779b1)))
  const products = catalogue(setting.products)
  await addProducts(ctx, { client, products, newId, since: new Date(from) })
  const places = [(await stock.ensureMainLocation(ctx)).id, await secondPlace(ctx)] as const
  const all = await addSellables(client, ctx.orgId, products, places)
  const sellables = shuffled(all, random.next)
  const perDelivery = Math.max(30, Math.round(orders / sellables.length))
  return {
    ...{ orgId: ctx.orgId, seed, now, random, newId, sellables },
    stores: await storesOf(ctx, () => newId(from)),
    shelves: shelves(random, perDelivery),
  }
}

async function storesOf(ctx: Ctx, newId: () => string): Promise<Store[]> {
  await ownWebsite(ctx)
  const made = SHOPS.map((shop) => ({ ...shop, id: newId(), key: newToken(12) }))
  const ids = await store.ensureStores(ctx.db, ctx.orgId, made)
  return SHOPS.map((shop) => ({ ...shop, id: ids.get(`${shop.platform}/${shop.uid}`)! }))
}

function shuffled<T>(items: T[], next: () => number): T[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1))
    ;[mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!]
  }
  return mixed
}

const LANES = 3

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'penstock-seed',
    connectionTimeoutMillis: 10_000,
    lock_timeout: 30_000,
    keepAlive: true,
  })
  client.on('error', () => {}) // The running statement gets the error.
  await client.connect()
  return client
}

/** From so many orders on it pays to build the indexes anew. */
const BARE_MIN = 2_000
/** So many are kept apart before they are added up. */
const SUMS_MAX = 100

/**
 * The first orders of a database, all or none: nobody reads yet what is locked meanwhile. While one
 * chunk is made, PostgreSQL writes the other.
 */
async function writeBare(client: pg.Client, orgId: string, source: AsyncGenerator<Chunk>) {
  const sums: Sums[] = []
  // One chunk is made while another is written; the driver takes one statement at a time.
  let turn: Promise<unknown> = Promise.resolve()
  const write = async () => {
    for await (const { rows, ...chunk } of source) {
      const written = turn.then(() => store.writeRows(client, rows))
      turn = written.catch(() => {})
      await written
      sums.push(chunk)
      if (sums.length > SUMS_MAX) sums.splice(0, Infinity, addedUp(sums))
    }
  }
  await fillBare(client, Object.keys(COLUMNS), async () => {
    throwFirst(await Promise.allSettled([write(), write()]))
    await store.writeSums(client, orgId, addedUp(sums))
  })
}

/** While one chunk is made, PostgreSQL writes others; they are committed one after the other. */
async function writeAll(lanes: pg.Client[], world: World, source: AsyncGenerator<Chunk>) {
  let turn = Promise.resolve()
  const results = await Promise.allSettled(
    lanes.map(async (client) => {
      for await (const chunk of source) {
        const written = store.writeChunk(client, world, chunk, turn)
        turn = written
        await written
      }
    }),
  )
  throwFirst(results)
}

function throwFirst(results: PromiseSettledResult<void>[]): void {
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
