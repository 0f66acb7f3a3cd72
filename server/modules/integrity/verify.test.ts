import { expect, test } from 'vitest'
import { orderChecks, placeOrder, type PlaceOrder, takeStep } from '#orders'
import { paymentChecks, settleCharge } from '#payments'
import { createLog } from '#platform/log.ts'
import { newId } from '#platform/random.ts'
import { stockChecks } from '#stock'
import { ownWebsite } from '#stores'
import { anOrder, shop } from '#tests/shop.ts'
import { integrityCommands } from './commands.ts'
import { integrityJobs } from './jobs.ts'
import { verify } from './verify.ts'

const checks = [...stockChecks, ...paymentChecks, ...orderChecks]

/** A shop in which everything has happened that can happen so far. */
async function busyShop() {
  const world = await shop()
  await world.given.product('MUG', 50)
  const place = async (payment: 'cod' | 'test', key?: string) => {
    const order = { ...anOrder(['MUG', 2]), payment: { method: payment } }
    return (await placeOrder(world.ctx, world.engine, order, key)).order.id
  }
  const [paid, cancelled, shipped] = [await place('test'), await place('cod'), await place('cod')]
  await settleCharge(world.ctx, paid)
  await takeStep(world.ctx, { orderId: paid, step: { type: 'payment', state: 'paid' } })
  await takeStep(world.ctx, { orderId: cancelled, step: { type: 'cancel', reason: 'no' } })
  const lines = [{ line: 1, quantity: 1 }]
  const some = { type: 'cancel_lines', reason: 'no', lines } as const
  await takeStep(world.ctx, { orderId: await place('cod'), step: some })
  await takeStep(world.ctx, { orderId: shipped, step: { type: 'confirm' } })
  await takeStep(world.ctx, { orderId: shipped, step: { type: 'ship' } })
  const returned = await place('cod', 'key-1')
  for (const type of ['confirm', 'ship'] as const) {
    await takeStep(world.ctx, { orderId: returned, step: { type } })
  }
  await takeStep(world.ctx, { orderId: returned, step: { type: 'take_back', goods: 'restock' } })
  await world.engine.place(await soldUnpaid(world))
  return world
}

/** An order of a platform that has half of its money, and says that the other half is due. */
async function soldUnpaid({ ctx }: Awaited<ReturnType<typeof shop>>): Promise<PlaceOrder> {
  const { id, platform, name } = await ownWebsite(ctx)
  const canonical = { paymentStatus: 'partially_paid', totals: { outstandingMinor: 50 }, lines: [] }
  return {
    ...{ orgId: ctx.orgId, orderId: newId(), store: { id, platform, name }, externalId: 'one' },
    ...{ externalUpdatedAt: null, key: null, actor: ctx.actor, cause: {}, currency: 'INR' },
    placedAt: ctx.clock.now(),
    customer: { name: 'Asha Rao', email: null, phone: null },
    ...{ shippingAddress: null, note: null, tags: [], isTest: false },
    payment: { gateway: 'channel', token: null },
    sale: {
      by: 'channel',
      axes: { lifecycle: 'placed', payment: 'pending', fulfilment: 'none', assignment: 'none' },
      ...{ lines: [], discountMinor: 0, shippingMinor: 0, taxMinor: 0, taxIncluded: true },
      ...{ holds: [], otherMinor: 100, refundedMinor: 0, dueMinor: 50, touchesStock: true },
      document: {
        ...{ canonical: JSON.stringify(canonical), digest: new Uint8Array([1]), number: '#1' },
        ...{ flags: [], adapterVersion: 1, source: 'sent', cancelRequested: false },
        ...{ acceptBy: null, heardAt: null },
      },
    },
  }
}

const look = async (
  world: Awaited<ReturnType<typeof busyShop>>,
  kind: 'all' | 'changes' = 'all',
) => {
  const run = await verify(world.ctx, { checks, directUrl: world.url }, kind)
  return run.checks.filter(({ findings }) => findings.length > 0).map(({ name }) => name)
}

test('books that nobody has touched balance', async () => {
  await using world = await busyShop()
  expect(await look(world)).toEqual([])
  expect(await look(world, 'changes')).toEqual([])
})

const DAY_MS = 86_400_000

test('a fault is found again until it is corrected, and not before its row has changed', async () => {
  await using world = await busyShop()
  world.skipHistories()
  const rowsAt = (at: Date) => world.rows(`update stock_levels set updated_at = $1`, [at])
  expect(await look(world)).toEqual([])
  const looked = world.ctx.clock.now().getTime()
  await world.rows(`update stock_levels set on_hand = on_hand + 1`)
  world.pass(DAY_MS)
  await rowsAt(new Date(looked - 61_000))
  expect(await look(world, 'changes')).toEqual([])
  // That look was clean, so the next one goes back to it, and a minute more: who began to write
  // before it may have committed after.
  await rowsAt(new Date(looked + DAY_MS - 59_000))
  for (const _look of [1, 2]) {
    world.pass(DAY_MS)
    expect(await look(world, 'changes')).toEqual(['stock.levels_are_sums'])
  }
})

/** Each row: what is broken on purpose, and the check that must find it. */
const BREAKAGES: [what: string, statement: string, check: string][] = [
  [
    'a level without a movement',
    `update stock_levels set on_hand = on_hand + 1`,
    'stock.levels_are_sums',
  ],
  [
    'a promise without a movement',
    `update stock_levels set reserved = reserved + 1`,
    'stock.levels_are_sums',
  ],
  [
    'a movement without a level',
    `update stock_movements set sku = 'GHOST' where type = 'shipped'`,
    'stock.movements_have_levels',
  ],
  [
    'a reservation by hand that promises nothing',
    `insert into reservations (org_id, id, kind, reason, expires_at)
     select org_id, gen_random_uuid(), 'hand', 'x', now() from locations`,
    'stock.hand_reservations_hold',
  ],
  [
    'more sold beyond the shelf than the limit of the SKU',
    `alter table stock_levels drop constraint nothing_is_promised_twice;
     update stock_levels set reserved = on_hand + 1`,
    'stock.one_backorder_limit',
  ],
  [
    'a promise that vanished',
    `delete from stock_movements where type = 'reserved'`,
    'stock.promises_are_kept',
  ],
  ['a line that costs more', `update order_lines set unit_price_minor = 1`, 'orders.totals_add_up'],
  [
    'a piece that costs although it was cancelled',
    `update orders set cancelled_minor = 0, grand_total_minor = grand_total_minor + cancelled_minor`,
    'orders.cancelled_pieces_cost_nothing',
  ],
  [
    'an order that is gone',
    `delete from orders where status = 'SHIPPED'`,
    'orders.lines_have_orders',
  ],
  ['a headline of its own', `update orders set status = 'DELIVERED'`, 'orders.status_is_derived'],
  [
    'a history that was cut',
    `delete from history where type = 'order.placed'`,
    'orders.placed_is_told',
  ],
  [
    'an order changed behind its history',
    `update orders set note = 'x'`,
    'orders.history_gives_the_row',
  ],
  [
    'a counter that drifted',
    `update order_counters set orders = orders + 1`,
    'orders.counters_agree',
  ],
  ['a charge that was not booked', `delete from money_entries`, 'payments.taken_is_booked'],
  [
    'half a booking',
    `update money_entries set amount_minor = amount_minor + 1 where account = 'customer'`,
    'payments.entries_sum_to_zero',
  ],
  ['a provider who knows nothing', `delete from test_gateway_charges`, 'payments.provider_agrees'],
  [
    'lines that need more than was promised',
    `update order_lines set cancelled_quantity = 1 where shipped_quantity = 0 and cancelled_quantity = 0`,
    'orders.promises_match',
  ],
  [
    'what a platform is still owed, asked for twice',
    `update payment_intents set amount_minor = amount_minor * 2 where gateway = 'channel'`,
    'orders.asked_is_what_is_left',
  ],
  [
    'goods that came back and stand nowhere',
    `delete from stock_movements where type = 'returned'`,
    'orders.returns_match',
  ],
  [
    'a key that leads nowhere',
    `delete from orders o using order_keys k where k.order_id = o.id`,
    'orders.keys_have_orders',
  ],
  [
    'an order that never got its promise',
    `with gone as (
       delete from stock_movements m using orders o
       where o.id = m.reservation_id and o.status = 'PLACED' returning m.*
     )
     update stock_levels l set reserved = reserved - g.reserved_delta
     from gone g where l.sku = g.sku`,
    'orders.promises_match',
  ],
  [
    'a promise that nobody asks for',
    `update order_lines l set sku = 'CUP' from orders o where o.id = l.order_id and status = 'PLACED'`,
    'orders.promises_are_for_somebody',
  ],
]

/** What is looked for among everything alone: such a row bears no time of its change. */
const ONLY_OF_ALL = ['orders.lines_have_orders']

test('each check finds something', () => {
  expect(BREAKAGES.map(([, , check]) => check)).toEqual(
    expect.arrayContaining(checks.map(({ name }) => name)),
  )
})

test.for(BREAKAGES)('finds %s', async ([, statement, check]) => {
  await using world = await busyShop()
  world.skipHistories()
  await world.rows(statement)
  expect(await look(world)).toContain(check)
  const since = (at: Date) => find(world.ctx.db, { orgId: world.ctx.orgId, since: at })
  const { find } = checks.find(({ name }) => name === check)!
  expect((await since(new Date(0))).length > 0).toBe(!ONLY_OF_ALL.includes(check))
})

test('what a job finds is told by the log, and what a command finds by its answer alone', async () => {
  await using world = await busyShop()
  world.skipHistories()
  await world.rows(`update stock_levels set on_hand = on_hand + 1`)
  const lines: string[] = []
  const log = createLog({ level: 'warn', destination: { write: (line) => lines.push(line) } })
  const [command] = integrityCommands(checks)
  const parts = { runtime: { ...world.runtime, log }, ctx: { ...world.ctx, log } }
  const { finding, text } = await command!.run({ ...parts, directUrl: world.url }, {}, [])
  expect([finding, lines]).toEqual([true, []])
  // Whatever the longest name is, its rule stands apart from it, in the column of the others.
  const columns = text
    .split('\n')
    .map((line) => /^ {2}(?:ok|NO) {2}\S+ {2,}/.exec(line)?.[0].length)
  expect(new Set(columns.filter(Boolean)).size).toBe(1)
  expect(columns.filter(Boolean)).toHaveLength(checks.length)

  const jobs = integrityJobs({ checks, directUrl: world.url })
  const signal = new AbortController().signal
  await jobs['integrity.verify_all']!.run({ ...world.ctx, log }, {}, signal)
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['the books do not balance'])
})
