import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { createProduct, knownSkus } from '#catalog'
import { missingCredentials } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { breaksReference } from '#platform/database-errors.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { job, type Jobs } from '#platform/jobs.ts'
import { forgetSales } from '#reports'
import type { SetupView } from '#settings'
import * as stock from '#stock'
import { listAccounts } from '#stores'
import { catalogue, type SeedProduct } from './seed/catalogue.ts'
import * as store from './seed/demo-store.ts'
import { SeedProblem } from './seed/problems.ts'
import { seedOrders } from './seed/seed-orders.ts'
import { SHOPS } from './seed/shops.ts'
import { SECOND_PLACE, secondPlace } from './seed/stock-up.ts'
import { addTypes } from './seed/store.ts'

const PRODUCTS = 24
const ORDERS = 300
const DAYS = 30
/** Always the same shop, so that people see what the documentation shows. */
const SEED = 7
const PIECES = 24

/**
 * Fills a new installation with a small shop to look around in. This is never done beside what
 * people have made themselves, nor again once the demo was removed. A demo that was interrupted
 * continues at the next start.
 */
export async function ensureDemo(ctx: Ctx, { directUrl }: { directUrl: string }): Promise<void> {
  if (!(await store.isWanted(ctx.db, ctx.orgId))) return
  await store.whileAlone(directUrl, ctx.orgId, async () => {
    // Another process may have made it while this one was waiting for its connection.
    if (await store.isWanted(ctx.db, ctx.orgId)) await makeDemo(ctx, directUrl)
  })
}

/** Asks a job to fill in the demo. Asking twice fills it in once. */
export async function askForDemo(ctx: Ctx): Promise<void> {
  const { orgId, actor, cause } = ctx
  if (ctx.config.profile === 'production') throw SeedProblem.seed_not_in_production()
  if (await store.findProgress(ctx.db, orgId)) return
  if (await store.isUsed(ctx.db, orgId)) throw SeedProblem.demo_not_alone()
  await inTransaction(ctx.db, async (tx) => {
    await ctx.emit(tx, { type: 'demo.asked', subject: store.DEMO, data: {} })
    await enqueue(tx, 'demo.fill_shop', {}, { orgId, actor, cause })
  })
}

/** Fills in the demo that was asked for, unless the shop is in use by now. */
export async function fillDemo(ctx: Ctx, { directUrl }: { directUrl: string }): Promise<void> {
  await store.whileAlone(directUrl, ctx.orgId, async () => {
    if (await store.isAsked(ctx.db, ctx.orgId)) {
      if (await store.isUsed(ctx.db, ctx.orgId)) return emitDemoEvent(ctx, 'demo.refused', {})
    } else if (!(await store.isWanted(ctx.db, ctx.orgId))) return
    await makeDemo(ctx, directUrl)
  })
}

/** The steps shown to people: one for each product, one for the orders and one for the stock. */
const STEPS = PRODUCTS + 2
/** After how many products progress is reported; nobody looks more often. */
const TOLD_EVERY = 4

async function makeDemo(ctx: Ctx, directUrl: string): Promise<void> {
  await emitDemoEvent(ctx, 'demo.begun', {})
  const advanced = (done: number) => emitDemoEvent(ctx, 'demo.advanced', { done, of: STEPS })
  const skus = await addProducts(ctx, (done) =>
    done % TOLD_EVERY === 0 ? advanced(done) : undefined,
  )
  const firstNumber = await addOrders(ctx, directUrl)
  await advanced(STEPS - 1)
  await fillShelves(ctx, skus)
  await emitDemoEvent(ctx, 'demo.made', { firstNumber, orders: ORDERS, skus })
}

const emitDemoEvent = (ctx: Ctx, type: string, data: Record<string, unknown>): Promise<void> =>
  inTransaction(ctx.db, (tx) => ctx.emit(tx, { type, subject: store.DEMO, data }))

/**
 * Uses the use cases themselves, so that the products have a history and entries in the audit log.
 */
async function addProducts(
  ctx: Ctx,
  onDone: (done: number) => Promise<void> | undefined,
): Promise<string[]> {
  const products = catalogue(PRODUCTS)
  const skus = products.flatMap(({ variants }) => variants.map(({ sku }) => sku))
  const known = await knownSkus(ctx.db, ctx.orgId, skus)
  await addTypes(ctx.db, ctx.orgId, [...new Set(products.map(({ type }) => type))])
  for (const [index, product] of products.entries()) {
    if (!known.has(product.variants[0]!.sku)) await addProduct(ctx, product)
    await onDone(index + 1)
  }
  return skus
}

async function addProduct(ctx: Ctx, { variants, ...product }: SeedProduct): Promise<void> {
  await createProduct(ctx, {
    ...{ ...product, publish: true },
    variants: variants.map(({ prices: [price, ...prices], ...variant }) => ({
      ...{ ...variant, ...price!, prices },
    })),
  })
}

/** All orders are written in one transaction, so either all of them exist or none. */
async function addOrders(ctx: Ctx, directUrl: string): Promise<number> {
  const there = await store.findFirstNumber(ctx.db, ctx.orgId)
  if (there !== undefined) return there
  const wanted = { orders: ORDERS, seed: SEED, products: PRODUCTS, days: DAYS, directUrl }
  return (await seedOrders(ctx, wanted)).firstNumber
}

/** The orders have used up most of the stock, and products that nobody bought never had any. */
async function fillShelves(ctx: Ctx, skus: string[]): Promise<void> {
  await secondPlace(ctx)
  const move = { type: 'received', quantity: PIECES, reason: 'delivery' } as const
  await stock.moveMany(ctx, [
    ...skus.map((sku) => ({ ...move, sku })),
    ...skus.filter((_, n) => n % 4 === 0).map((sku) => ({ ...move, sku, location: SECOND_PLACE })),
  ])
}

/** What the shop has, apart from the demo, and what can be done with the demo. */
export async function readSetup(ctx: Ctx): Promise<SetupView> {
  const { db, orgId, config } = ctx
  const made = await store.findMade(db, orgId)
  const simulated = await store.listSimulated(db, orgId)
  const demo = made ?? { skus: [], firstNumber: 0, orders: 0 }
  const seeded = SHOPS.map(({ uid }) => uid)
  const own = await store.findOwn(db, orgId, { ...demo, simulated })
  const accounts = await listAccounts(db, orgId)
  const theirs = accounts.filter(({ id, uid }) => !simulated.includes(id) && !seeded.includes(uid))
  const filling = (await store.findProgress(db, orgId)) ?? null
  const isBare = config.profile !== 'production' && !(await store.isUsed(db, orgId))
  return {
    ...own,
    // A store whose credentials are missing is not connected yet.
    store: theirs.some((one) => missingCredentials(ctx, one).length === 0),
    demo: {
      isThere: made !== undefined,
      canFill: isBare && filling === null,
      filling,
      canClear: made !== undefined && !(await store.isInUse(db, orgId, made, simulated)),
    },
  }
}

const TRIES_MAX = 100
const PAUSE_MS = 50

/** Removes the demo, as long as nothing else depends on it. */
export async function clearDemo(ctx: Ctx): Promise<store.Removed> {
  for (let tries = 1; ; tries++) {
    try {
      return await inTransaction(ctx.db, (tx) => clearIn(ctx, tx))
    } catch (error) {
      // The simulated stores sell all the time, so a sale that is under way is waited for.
      if (!store.isHeld(error) || tries === TRIES_MAX) throw error
      await delay(PAUSE_MS)
    }
  }
}

async function clearIn(ctx: Ctx, tx: Tx): Promise<store.Removed> {
  const { orgId } = ctx
  await store.lockShop(tx)
  await forgetSales(tx, orgId)
  const made = await store.findMade(tx, orgId)
  if (!made) throw SeedProblem.demo_not_there()
  const simulated = await store.listSimulated(tx, orgId)
  if (await store.isInUse(tx, orgId, made, simulated)) throw SeedProblem.demo_in_use()
  const uids = SHOPS.filter(({ platform }) => platform !== 'website').map(({ uid }) => uid)
  const removed = await store
    .removeAll(tx, orgId, { skus: made.skus, uids, simulated })
    .catch((error: unknown) => {
      throw breaksReference(error) ? SeedProblem.demo_in_use() : error
    })
  await ctx.emit(tx, { type: 'demo.cleared', subject: store.DEMO, data: removed })
  return removed
}

export const demoJobs = ({ directUrl }: { directUrl: string }): Jobs => ({
  /** A run that was interrupted is continued. */
  'demo.fill_shop': job({
    payload: z.looseObject({}),
    attemptsMax: 5,
    timeLimitS: 300,
    concurrency: 1,
    onDemand: true,
    run: (ctx) => fillDemo(ctx, { directUrl }),
  }),
})
