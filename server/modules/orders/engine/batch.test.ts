import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { Offers } from '#catalog'
import { Lane, LaneBroken, type Rows, type Statement } from '#platform/lane.ts'
import { newId } from '#platform/random.ts'
import { allocationRules } from '#stock'
import { ownWebsite } from '#stores'
import { beforeCommit } from '#tests/before-commit.ts'
import { scene } from '#tests/scene.ts'
import { codeOf } from '#tests/shop.ts'
import { Answers } from './answers.ts'
import { type BatchParts, runBatch } from './batch.ts'
import type { Outcome, PlaceOrder } from './command.ts'
import { OrderNumbers } from './numbers.ts'
import { touchedBy, type Waiting } from './queue.ts'

/** What a step does in place of the real one, which it may take itself. */
type Mishap = (step: () => Promise<Rows[]>) => Promise<Rows[]>

/** A lane to PostgreSQL on which the next steps go wrong, and then none. */
class RoughLane extends Lane {
  readonly begins: Mishap[] = []
  readonly commits: Mishap[] = []

  override begin(statements: Iterable<Statement>): Promise<Rows[]> {
    const step = () => super.begin(statements)
    return this.begins.shift()?.(step) ?? step()
  }

  override commit(statements: Iterable<Statement>): Promise<Rows[]> {
    const step = () => super.commit(statements)
    return this.commits.shift()?.(step) ?? step()
  }
}

/** The commit was sent: whether it was done is not known here. */
const lost = () => new LaneBroken('The connection was lost.', { wasSent: true })
const unreached = () => new LaneBroken('The database cannot be reached.', { wasSent: false })
const isUnreached: Mishap = () => Promise.reject(unreached())
const losesAnswer: Mishap = async (commit) => {
  await commit()
  throw lost()
}

async function stage() {
  const world = await scene()
  const { ctx, runtime } = world
  await world.given.product('MUG', 20)
  const { id, platform, name } = await ownWebsite(ctx)
  const lanes: RoughLane[] = []
  const openLane = (): RoughLane => {
    const limits = { queryTimeoutMs: 20_000, connectTimeoutMs: 20_000 }
    const lane = new RoughLane(world.url, { log: runtime.log, ...limits })
    lanes.push(lane)
    return lane
  }
  const held: Waiting[] = []
  const close = world[Symbol.asyncDispose]
  const parts: BatchParts = {
    ...{ runtime, rules: allocationRules(runtime), numbers: new OrderNumbers(runtime.db) },
    ...{ offers: new Offers(), answers: new Answers(), unpaidTtlMs: 3_600_000, shard: 0 },
    ...{ mode: 'skip', onCommit: () => {}, onHeld: (some) => held.push(...some) },
  }
  return Object.assign(world, {
    ...{ openLane, held, parts, lane: openLane() },
    /** It waits for rows as the side lane does, for a shorter time. */
    openSideLane: async () => {
      const lane = openLane()
      await lane.ask([{ name: '', text: `set lock_timeout = '200ms'`, values: [] }])
      return lane
    },
    /** Somebody who wants a mug, and what they are told. */
    buyer: (more: Partial<PlaceOrder> = {}) => {
      const orderId = newId()
      const terms = { shippingMinor: 0, freeShippingFromMinor: null, taxRateBasisPoints: 0 }
      const command: PlaceOrder = {
        ...{ orgId: ctx.orgId, orderId, store: { id, platform, name }, externalId: orderId },
        ...{ externalUpdatedAt: null, key: null, actor: ctx.actor, cause: {}, currency: 'INR' },
        ...{ placedAt: ctx.clock.now(), customer: { name: 'Asha', email: null, phone: null } },
        ...{ shippingAddress: null, note: null, tags: [], isTest: false },
        payment: { gateway: 'cod', token: null },
        sale: {
          ...{ by: 'us', lines: [{ sku: 'MUG', quantity: 1 }], timeZone: 'UTC' },
          terms: { ...terms, taxIncluded: true },
        },
        ...more,
      }
      const { promise: told, resolve, reject } = Promise.withResolvers<Outcome>()
      told.catch(() => {})
      const waiting: Waiting = {
        ...{ command, queue: 'checkout', touches: touchedBy(command), turnsMissed: 0 },
        ...{ resolve, reject },
      }
      return { orderId, waiting, told }
    },
    run: (lane: Lane, buyers: { waiting: Waiting }[], more: Partial<BatchParts> = {}) =>
      runBatch(
        lane,
        buyers.map(({ waiting }) => waiting),
        { ...parts, ...more },
      ),
    orders: () => world.rows(`select id from orders order by id`),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(lanes.map((lane) => lane.close()))
      await close()
    },
  })
}

type Stage = Awaited<ReturnType<typeof stage>>

/** Somebody else's transaction takes the row of the mugs. */
const holdMugs = (shop: Stage) =>
  beforeCommit(shop, sql`select /* across orgs */ 1 from stock_levels where sku = 'MUG' for update`)

const toldOf = async (buyers: { told: Promise<Outcome> }[]) =>
  (await Promise.allSettled(buyers.map(({ told }) => told))).map(codeOf)

test('an order whose commit lost its answer is found, and is not placed twice', async () => {
  await using shop = await stage()
  const [asha, ravi] = [shop.buyer(), shop.buyer()]
  shop.lane.commits.push(losesAnswer)
  await shop.run(shop.lane, [asha, ravi])
  expect(await asha.told).toMatchObject({ type: 'duplicate', orderId: asha.orderId, own: true })
  expect(await ravi.told).toMatchObject({ type: 'duplicate', orderId: ravi.orderId, own: true })
  expect(await shop.orders()).toEqual([{ id: asha.orderId }, { id: ravi.orderId }])
  expect(await shop.rows(`select reserved from stock_levels`)).toEqual([{ reserved: 2 }])
})

test('where nobody can be asked whether it was done, nobody is told that it was not', async () => {
  await using shop = await stage()
  const [asha, ravi] = [shop.buyer(), shop.buyer()]
  shop.lane.commits.push(losesAnswer)
  shop.lane.begins.push((begin) => begin(), isUnreached)
  await shop.run(shop.lane, [asha, ravi])
  expect(await toldOf([asha, ravi])).toEqual(['outcome_unknown', 'outcome_unknown'])
  expect(await shop.orders()).toHaveLength(2)
})

test('what was never sent is told as such', async () => {
  await using shop = await stage()
  const asha = shop.buyer()
  shop.lane.begins.push(isUnreached, isUnreached)
  await shop.run(shop.lane, [asha])
  expect(await toldOf([asha])).toEqual(['database_unavailable'])
  expect(await shop.orders()).toEqual([])
  // Once is not enough to give up.
  const ravi = shop.buyer()
  shop.lane.begins.push(isUnreached)
  await shop.run(shop.lane, [ravi])
  expect(await ravi.told).toMatchObject({ type: 'placed' })
})

test('a lost commit may still be done while its rows are held, however long one waits', async () => {
  await using shop = await stage()
  const [asha, ravi] = [shop.buyer(), shop.buyer()]
  let release = async () => {}
  // As PostgreSQL has not noticed yet that nobody waits for its answer.
  shop.lane.commits.push(async () => {
    await shop.lane.rollback()
    release = await holdMugs(shop)
    throw lost()
  })
  await shop.run(shop.lane, [asha])
  expect(shop.held).toEqual([asha.waiting])
  await shop.run(await shop.openSideLane(), [asha, ravi], {
    ...{ mode: 'wait', onHeld: () => expect.unreachable() },
  })
  await release()
  expect(await toldOf([asha, ravi])).toEqual(['outcome_unknown', 'database_unavailable'])
})

test('who wants nothing of a row that is held is served, in the lane that waits too', async () => {
  await using shop = await stage()
  await shop.given.product('CUP', 10)
  const { sale } = shop.buyer().waiting.command
  const cup = { sale: { ...sale, lines: [{ sku: 'CUP', quantity: 1 }] } as PlaceOrder['sale'] }
  const [asha, ravi] = [shop.buyer(), shop.buyer(cup)]
  const release = await holdMugs(shop)
  await shop.run(await shop.openSideLane(), [asha, ravi], { mode: 'wait' })
  await release()
  expect(await toldOf([asha, ravi])).toEqual(['database_unavailable', 'fulfilled'])
})

test('another process was first with the same order: it is told of as a repeat', async () => {
  await using shop = await stage()
  const { buyer, lane, run } = shop
  const [first, second] = [buyer(), buyer()]
  second.waiting.command.externalId = first.waiting.command.externalId
  for (const { waiting } of [first, second]) waiting.command.sale = soldElsewhere
  lane.commits.push(async (commit) => {
    await run(shop.openLane(), [first])
    return commit()
  })
  await run(lane, [second])
  expect(await first.told).toMatchObject({ type: 'placed' })
  expect(await second.told).toMatchObject({ type: 'duplicate', orderId: first.orderId })
  expect(await second.told).not.toHaveProperty('own')
})

/** Of what a platform sends from shelves of its own. */
const soldElsewhere: PlaceOrder['sale'] = {
  by: 'channel',
  axes: { lifecycle: 'placed', payment: 'paid', fulfilment: 'none', assignment: 'none' },
  lines: [
    {
      ...{ sku: null, externalId: null, name: 'Mug', quantity: 1, unitPriceMinor: 100 },
      ...{ discountMinor: 0, taxMinor: 0, cancelledQuantity: 0, shippedQuantity: 0 },
    },
  ],
  ...{ discountMinor: 0, shippingMinor: 0, taxMinor: 0, taxIncluded: true, touchesStock: false },
  ...{ holds: [], otherMinor: 0, refundedMinor: 0 },
}

test('nobody is told anything before the commit', async () => {
  await using shop = await stage()
  const [asha, ravi] = [shop.buyer(), shop.buyer()]
  let isTold = false
  void asha.told.then(() => (isTold = true))
  shop.lane.commits.push(async (commit) => {
    await shop.rows('select 1')
    expect(isTold).toBe(false)
    return commit()
  })
  await shop.run(shop.lane, [asha, ravi])
  expect(await asha.told).toMatchObject({ type: 'placed', at: expect.any(Date) })
})

test('one bad order is found alone, wherever it stands, and the trouble of all is not looked for', async () => {
  await using shop = await stage()
  for (const bad of [0, 2, 4]) {
    const buyers = Array.from({ length: 5 }, (_, n) =>
      shop.buyer(n === bad ? { note: 'nul \u0000' } : {}),
    )
    await shop.run(shop.lane, buyers)
    const told = Array.from({ length: 5 }, (_, n) => (n === bad ? 'invalid_request' : 'fulfilled'))
    expect(await toldOf(buyers)).toEqual(told)
  }
  let begun = 0
  const full: Mishap = () => {
    begun++
    return Promise.reject(Object.assign(new Error('too many connections'), { code: '53300' }))
  }
  const buyers = [shop.buyer(), shop.buyer()]
  shop.lane.begins.push(full, full, full)
  await shop.run(shop.lane, buyers)
  expect(await toldOf(buyers)).toEqual(['database_unavailable', 'database_unavailable'])
  expect(begun).toBe(1)
})

test('each order is written with what is its own, and what comes with one that is not placed is not', async () => {
  await using shop = await stage()
  await shop.rows('create table notes (text text)')
  const write = (rows: unknown[]) => ({
    ...{ name: 'notes', text: 'insert into notes select unnest($1::text[])', values: [rows] },
  })
  const { sale } = shop.buyer().waiting.command
  const greedy = { ...sale, lines: [{ sku: 'MUG', quantity: 99 }] } as typeof sale
  const buyers = ['a', 'b', 'c'].map((name, n) => {
    const key = { key: name, hash: Buffer.from([n]) }
    const buyer = shop.buyer({ key, ...(n === 1 && { sale: greedy }) })
    buyer.waiting.attached = { row: name, write }
    return buyer
  })
  await shop.run(shop.lane, buyers)
  const [first, second, third] = await Promise.all(buyers.map(({ told }) => told))
  expect([first?.type, second?.type, third?.type]).toEqual(['placed', 'out_of_stock', 'placed'])
  expect(await shop.rows('select text from notes order by 1')).toEqual([
    ...[{ text: 'a' }, { text: 'c' }],
  ])
  expect(await shop.rows('select key, order_id as id from order_keys order by 1')).toEqual([
    { key: 'a', id: buyers[0]!.orderId },
    { key: 'c', id: buyers[2]!.orderId },
  ])
})

test('what places nothing holds nothing and wakes nobody, and numbers are not lost by it', async () => {
  await using shop = await stage()
  let woken = 0
  const run = (buyer: { waiting: Waiting }) =>
    shop.run(shop.lane, [buyer], { onCommit: () => void woken++ })
  const greedy = shop.buyer()
  const { sale } = greedy.waiting.command
  greedy.waiting.command.sale = { ...sale, lines: [{ sku: 'MUG', quantity: 99 }] } as typeof sale
  await run(greedy)
  expect(await greedy.told).toMatchObject({ type: 'out_of_stock' })
  expect(woken).toBe(0)
  await shop.rows(`select 1 from stock_levels for update nowait`)
  for (let n = 1; n <= 20; n++) {
    const buyer = shop.buyer()
    await run(buyer)
    expect(await buyer.told).toMatchObject({ order: { number: `PS-${100_000 + n}` } })
    expect(woken).toBe(n)
  }
  // Two blocks of sixteen.
  expect(await shop.rows(`select next from order_numbers`)).toEqual([{ next: 100_033 }])
})
