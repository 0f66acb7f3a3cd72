import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paymentChecks } from '#payments'
import { newId } from '#platform/random.ts'
import { stockChecks } from '#stock'
import { ownWebsite } from '#stores'
import { shop } from '#tests/shop.ts'
import { orderChecks } from '../checks.ts'
import type { ChannelLine, PlaceOrder, SaleVersion } from '../engine/command.ts'
import { fulfilmentOf } from '../order.ts'
import { getOrder } from '../read-order.ts'
import { takeStep } from '../take-step.ts'
import { applySale, type NextVersion } from './apply-sale.ts'
import type { StoredDocument } from './store.ts'

const SEED = Number(process.env['SALE_SEED'] ?? randomInt(2 ** 31))

type World = Awaited<ReturnType<typeof shop>>
type Facts = {
  lines: { sku: 'MUG' | 'CUP' | null; quantity: number; cancelled: number; shipped: number }[]
  isCancelled: boolean
  isPaid: boolean
  other: number
  refunded: number
}

/** What a platform says at the second `at`. */
function version(at: number, facts: Facts): SaleVersion {
  const lines = facts.lines.map(({ sku, quantity, cancelled, shipped }, index): ChannelLine => {
    const shippedQuantity = Math.min(shipped, quantity)
    const rest = quantity - shippedQuantity
    return {
      ...{ sku, externalId: `line-${index}`, name: 'Thing', quantity, unitPriceMinor: 100 },
      ...{ discountMinor: 0, taxMinor: 0, shippedQuantity },
      cancelledQuantity: facts.isCancelled ? rest : Math.min(cancelled, rest),
    }
  })
  const total = lines.reduce((sum, { quantity }) => sum + quantity * 100, facts.other)
  const refundedMinor = facts.isPaid ? Math.min(facts.refunded, total) : 0
  const paid = refundedMinor === 0 ? 'paid' : refundedMinor < total ? 'partly_refunded' : 'refunded'
  const unpaid = facts.isCancelled ? 'voided' : 'pending'
  const open = facts.isPaid ? 'confirmed' : 'placed'
  return {
    ...{ externalUpdatedAt: new Date(at * 1_000), currency: 'INR', isTest: false, shipBy: null },
    ...{ customer: { name: 'Asha', email: 'asha@example.com', phone: null }, note: null },
    ...{ shippingAddress: { line1: `${at} MG Road` }, tags: [`v${at}`] },
    sale: {
      by: 'channel',
      axes: {
        lifecycle: facts.isCancelled ? 'cancelled' : open,
        payment: facts.isPaid ? paid : unpaid,
        ...{ fulfilment: fulfilmentOf(lines), assignment: 'none' },
      },
      holds: !facts.isCancelled && lines.some(({ sku }) => sku === null) ? ['unmapped_sku'] : [],
      ...{ lines, discountMinor: 0, shippingMinor: 0, taxMinor: 0, taxIncluded: true },
      ...{ otherMinor: facts.other, refundedMinor, touchesStock: true },
    },
  }
}

const documentOf = (said: SaleVersion) => ({
  ...{ canonical: JSON.stringify(said), digest: new Uint8Array([1]), number: '#1', flags: [] },
  ...{
    adapterVersion: 1,
    source: 'sent' as const,
    cancelRequested: false,
    acceptBy: null,
    heardAt: null,
  },
})

const read = (canonical: unknown): SaleVersion => {
  const said = canonical as SaleVersion & { externalUpdatedAt: string }
  return { ...said, externalUpdatedAt: new Date(said.externalUpdatedAt) }
}

/** The rule of versions in its simplest form: the younger one wins. */
function newer(said: SaleVersion, stored: StoredDocument): NextVersion | undefined {
  if (said.externalUpdatedAt! <= stored.externalUpdatedAt!) return undefined
  const document = { ...documentOf(said), externalUpdatedAt: said.externalUpdatedAt, parts: [] }
  return { before: read(stored.canonical), after: said, document }
}

async function receive({ ctx, engine }: World, said: SaleVersion, externalId: string) {
  const { id, platform, name } = await ownWebsite(ctx)
  const command: PlaceOrder = {
    ...{ ...said, orgId: ctx.orgId, orderId: newId(), externalId, key: null, cause: {} },
    ...{ store: { id, platform, name }, actor: ctx.actor, placedAt: ctx.clock.now() },
    payment: { gateway: platform, token: null },
    sale: { ...said.sale, document: documentOf(said) },
  }
  const outcome = await engine.place(command)
  if (outcome.type === 'placed') return outcome.order.id
  if (outcome.type !== 'duplicate') throw new Error(outcome.type)
  const { orderId } = outcome
  await applySale(ctx, { orderId, decide: (stored) => newer(said, stored) })
  return orderId
}

/** All that must not depend on what came when. */
async function stateOf({ rows, ctx }: World, externalId: string) {
  const [found] = await rows<{ id: string }>(`select id from orders where external_id = $1`, [
    externalId,
  ])
  const orderId = found!.id
  const [order] = await rows(
    `select lifecycle, payment, fulfilment, status, holds, currency, items_minor, other_minor,
       grand_total_minor, refunded_minor, shipping_address, tags, customer_name, customer_email
     from orders where org_id = $1 and id = $2`,
    [ctx.orgId, orderId],
  )
  const lines = await rows(
    `select external_id, sku, quantity, cancelled_quantity, shipped_quantity, short_quantity
     from order_lines where org_id = $1 and order_id = $2 order by external_id`,
    [ctx.orgId, orderId],
  )
  const money = await rows(
    `select account, sum(amount_minor)::int as amount from money_entries
     where org_id = $1 and order_id = $2 group by account having sum(amount_minor) <> 0 order by 1`,
    [ctx.orgId, orderId],
  )
  return { order, lines, money }
}

const levels = ({ rows }: World) =>
  rows<Level>(`select sku, on_hand, reserved from stock_levels order by sku`)
type Level = { sku: string; on_hand: number; reserved: number }

async function taken(world: World, work: () => Promise<unknown>) {
  const before = await levels(world)
  await work()
  const after = await levels(world)
  return after.map((level, index) => ({
    on_hand: level.on_hand - before[index]!.on_hand,
    reserved: level.reserved - before[index]!.reserved,
  }))
}

async function findings({ ctx }: World) {
  const scope = { orgId: ctx.orgId, since: null }
  const checks = [...orderChecks, ...stockChecks, ...paymentChecks]
  const found = await Promise.all(checks.map(({ find }) => find(ctx.db, scope)))
  return found.flatMap((list, index) => list.map((one) => ({ check: checks[index]!.name, ...one })))
}

const few = fc.nat({ max: 3 })
const line = fc.record({
  sku: fc.constantFrom('MUG' as const, 'CUP' as const, null),
  ...{ quantity: fc.integer({ min: 1, max: 4 }), cancelled: few, shipped: few },
})
const facts = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  ...{ isCancelled: fc.boolean(), isPaid: fc.boolean() },
  ...{ other: fc.integer({ min: -50, max: 50 }), refunded: fc.nat({ max: 300 }) },
})

/** Parcels do not come back because a platform forgets them, so they only grow here. */
function history(all: Facts[]): SaleVersion[] {
  let before: Facts['lines'] = []
  return all.map((one, index) => {
    const lines = one.lines.map((said, at) => {
      const was = before[at]
      const quantity = Math.max(said.quantity, was?.shipped ?? 0)
      const shipped = Math.min(quantity, Math.max(said.shipped, was?.shipped ?? 0))
      return { ...said, sku: was?.shipped ? was.sku : said.sku, quantity, shipped }
    })
    const sent = before.slice(lines.length).filter(({ shipped }) => shipped > 0)
    before = sent.length > 0 ? [...lines, ...before.slice(lines.length)] : lines
    return version(index + 1, { ...one, lines: before })
  })
}

test(`versions in any order, and any number of times, give the same order (seed ${SEED})`, async () => {
  const versions = fc.array(facts, { minLength: 2, maxLength: 4 }).map(history)
  const runs = versions.chain((all) => {
    const order = fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })
    return fc.record({ all: fc.constant(all), order })
  })
  await using world = await shop()
  await world.given.product('MUG', 10_000)
  await world.given.product('CUP', 10_000)
  await fc.assert(
    fc.asyncProperty(runs, async ({ all, order }) => {
      const [mixed, last] = [newId(), newId()]
      const took = await taken(world, async () => {
        for (const said of order) await receive(world, said, mixed)
      })
      expect(await taken(world, () => receive(world, all.at(-1)!, last))).toEqual(took)
      expect(await stateOf(world, mixed)).toEqual(await stateOf(world, last))
    }),
    { seed: SEED, numRuns: 40 },
  )
  expect(await findings(world)).toEqual([])
})

const PAID: Facts = {
  lines: [{ sku: 'MUG', quantity: 3, cancelled: 0, shipped: 0 }],
  ...{ isCancelled: false, isPaid: true, other: 0, refunded: 0 },
}

test('an order whose lines are still asked for is whole, and so it is with them', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  await receive(world, version(1, { ...PAID, lines: [], other: 300 }), 'bare')
  expect(await findings(world)).toEqual([])
  await receive(world, version(2, PAID), 'bare')
  expect(await stateOf(world, 'bare')).toMatchObject({ order: { items_minor: 300 } })
  expect(await findings(world)).toEqual([])
})

test('what staff shipped, held and wrote here is not undone by the platform', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const orderId = await receive(world, version(1, PAID), 'one')
  const ship = { type: 'ship' as const, lines: [{ line: 1, quantity: 2 }] }
  await takeStep(world.ctx, { orderId, step: ship })
  await takeStep(world.ctx, { orderId, step: { type: 'hold', reason: 'risk' } })
  await receive(world, version(2, { ...PAID, refunded: 100 }), 'one')
  const { order, lines } = await stateOf(world, 'one')
  expect(order).toMatchObject({
    ...{ fulfilment: 'partly_shipped', holds: ['risk'], payment: 'partly_refunded', tags: ['v2'] },
  })
  expect(lines).toMatchObject([{ shipped_quantity: 2, cancelled_quantity: 0 }])
  await receive(world, version(3, { ...PAID, isCancelled: true }), 'one')
  expect(await stateOf(world, 'one')).toMatchObject({
    order: { lifecycle: 'cancelled' },
    lines: [{ shipped_quantity: 2, cancelled_quantity: 1 }],
  })
  expect(await levels(world)).toEqual([{ sku: 'MUG', on_hand: 3, reserved: 0 }])
  expect(await findings(world)).toEqual([])
})

test('what its platform sends is not ours to ship, and has left once the platform says so', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const said = (at: number, shipped: number): SaleVersion => {
    const lines = [{ ...PAID.lines[0]!, shipped }]
    const { sale, ...rest } = version(at, { ...PAID, lines })
    return { ...rest, sale: { ...sale, touchesStock: false, isSentByStore: true } }
  }
  const orderId = await receive(world, said(1, 0), 'one')
  await expect(takeStep(world.ctx, { orderId, step: { type: 'ship' } })).rejects.toMatchObject({
    ...{ code: 'sent_by_store', status: 409 },
  })
  expect(await getOrder(world.ctx, orderId)).toMatchObject({ sentByStore: true, version: 1 })
  await receive(world, said(2, 3), 'one')
  const sent = { sentByStore: true, fulfilment: 'shipped', status: 'SHIPPED' }
  expect(await getOrder(world.ctx, orderId)).toMatchObject(sent)
  expect(await levels(world)).toEqual([{ sku: 'MUG', on_hand: 5, reserved: 0 }])
  expect(await findings(world)).toEqual([])
})

test('money that goes back after its parcel has left neither holds an order nor reopens it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const orderId = await receive(world, version(1, PAID), 'one')
  const lines = [{ line: 1, quantity: 3 }]
  await takeStep(world.ctx, { orderId, step: { type: 'ship', lines } })
  // As a platform says it that knows nothing of the parcel.
  const { sale, ...rest } = version(2, { ...PAID, refunded: 300 })
  const axes = { ...sale.axes, lifecycle: 'placed' as const }
  await receive(world, { ...rest, sale: { ...sale, axes, holds: ['unpaid'] } }, 'one')
  expect((await stateOf(world, 'one')).order).toMatchObject({
    ...{ lifecycle: 'confirmed', fulfilment: 'shipped', payment: 'refunded', holds: [] },
  })
})

test('what was cancelled here stays cancelled, whatever the platform says later', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const orderId = await receive(world, version(1, PAID), 'one')
  await takeStep(world.ctx, { orderId, step: { type: 'cancel', reason: 'damaged' } })
  await receive(world, version(2, { ...PAID, other: 7 }), 'one')
  const { order } = await stateOf(world, 'one')
  expect(order).toMatchObject({ lifecycle: 'cancelled', grand_total_minor: 307 })
  expect(await levels(world)).toEqual([{ sku: 'MUG', on_hand: 5, reserved: 0 }])
  expect(await findings(world)).toEqual([])
})

test.for<[rule: string, said: Partial<Facts['lines'][number]>, open: number]>([
  ['stays so when the platform says something else', {}, 2],
  ['is the same piece once the platform has cancelled it', { cancelled: 1 }, 2],
  ['is the same piece where the platform sells fewer from now on', { quantity: 2 }, 2],
  ['is one of more that the platform cancels', { cancelled: 2 }, 1],
  ['is not what the platform sells in addition', { quantity: 4 }, 3],
])('a piece that was cancelled here %s', async ([, said, open]) => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const orderId = await receive(world, version(1, PAID), 'one')
  const lines = [{ line: 1, quantity: 1 }]
  await takeStep(world.ctx, { orderId, step: { type: 'cancel_lines', reason: 'broken', lines } })
  const mugs = { ...PAID.lines[0]!, ...said }
  await receive(world, version(2, { ...PAID, other: 7, lines: [mugs] }), 'one')
  expect(await levels(world)).toEqual([{ sku: 'MUG', on_hand: 5, reserved: open }])
  // What both of them have cancelled, the platform alone may want again.
  await receive(world, version(3, { ...PAID, lines: [{ ...mugs, cancelled: 0 }] }), 'one')
  const again = said.cancelled === undefined ? open : 3
  expect(await levels(world)).toEqual([{ sku: 'MUG', on_hand: 5, reserved: again }])
  expect(await findings(world)).toEqual([])
})

test('what was confirmed and shipped at once is told as both, each with its version', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const placed = version(1, { ...PAID, isPaid: false })
  const orderId = await receive(world, placed, 'one')
  const lines = PAID.lines.map((one) => ({ ...one, shipped: one.quantity }))
  await receive(world, version(2, { ...PAID, lines }), 'one')
  const told = await world.rows(
    `select type, (data->'after'->>'version')::int as version from history
     where org_id = $1 and subject_id = $2 and type <> 'order.placed' order by id`,
    [world.ctx.orgId, orderId],
  )
  expect(told).toEqual([
    { type: 'order.confirmed', version: 2 },
    { type: 'order.shipped', version: 2 },
  ])
})
