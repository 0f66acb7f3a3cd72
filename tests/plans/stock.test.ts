import { expect, test } from 'vitest'
import * as backorder from '../../server/modules/stock/backorder/store.ts'
import * as levels from '../../server/modules/stock/levels/store.ts'
import * as reservations from '../../server/modules/stock/reservations/store.ts'
import * as stock from '../../server/modules/stock/store.ts'
import * as takes from '../../server/modules/stock/takes/store.ts'
import * as shortages from '../../server/modules/orders/shortages.ts'
import type { Db, Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { plansOf } from './plan.ts'

const now = new Date('2026-01-15T12:00:00Z')
const id = newId()
const page = { after: id, limit: 51 }
const levelAt = (orgId: string, locationId: string) => ({
  ...{ orgId, sku: 'SKU-7', locationId, priority: 1, active: true, promisedFor: null },
  ...{ onHand: 0, reserved: 1, backorderLimit: 0, safetyStock: 0 },
})
const level = { after: { sku: 'SKU-5', locationId: id }, limit: 51 }

/** Which indexes serve what is read often of the stock. */
const reads: [what: string, indexes: string[], run: (db: Db, orgId: string) => Promise<unknown>][] =
  [
    ['levels', ['stock_levels_pkey'], (db, org) => levels.listLevels(db, org, {}, level)],
    [
      'levels of a place',
      ['stock_levels_by_location'],
      (db, org) => levels.listLevels(db, org, { locationId: id }, level),
    ],
    [
      'levels of the SKUs that were found',
      ['stock_levels_pkey'],
      (db, org) => levels.listLevels(db, org, { found: ['SKU-1234'] }, { limit: 51 }),
    ],
    [
      'what runs low',
      ['stock_levels_low'],
      (db, org) => levels.listLevels(db, org, { low: true }, { limit: 51 }),
    ],
    [
      'what runs low, in the middle',
      ['stock_levels_low'],
      (db, org) => levels.listLevels(db, org, { low: true }, level),
    ],
    [
      'what nobody has noticed yet',
      ['stock_levels_to_watch'],
      (db, org) => levels.lockFlipped(db as Tx, org),
    ],
    [
      'what is noticed',
      [], // Two indexes serve it equally well.
      (db, org) => levels.markLow(db as Tx, org, [{ sku: 'SKU-7', locationId: id }], now),
    ],
    ['a SKU', ['stock_levels_pkey'], (db, org) => levels.listLevelsOf(db, org, ['SKU-7'])],
    [
      'a ledger',
      ['stock_movements_pkey'],
      (db, org) => stock.listMovements(db, org, 'SKU-7', page),
    ],
    ['a promise', ['stock_movements_by_reservation'], (db, org) => stock.listPromises(db, org, id)],
    [
      'what was handed over',
      ['stock_movements_pkey'],
      (db, org) =>
        backorder.listHandedOver(db, { at: levelAt(org, id), from: levelAt(org, newId()) }),
    ],
    [
      'who is overlooked',
      ['one_backorder_limit_for_each_sku', 'stock_levels_pkey'],
      (db, org) => backorder.listOverlooked(db, org, { after: '', limit: 200 }),
    ],
    ['promises that end', ['reservations_by_expiry'], (db, org) => stock.listExpired(db, org, now)],
    [
      'reservations by hand',
      ['reservations_pkey'],
      (db, org) => reservations.listReservations(db, org, page),
    ],
    ['stock takes', ['stock_takes_pkey'], (db, org) => takes.listTakes(db, org, page)],
    [
      'what was corrected since a count',
      ['stock_movements_pkey', 'stock_take_lines_pkey'],
      (db, org) => takes.listTakeLines(db, org, { id, locationId: id, state: 'open' }),
    ],
    [
      'the open take of a place',
      ['a_place_has_one_open_take'],
      (db, org) => takes.findOpenTake(db, org, id),
    ],
    ['what is short', ['order_lines_short'], (db, org) => shortages.listShort(db, org, ['SKU-7'])],
    [
      'orders that wait',
      ['order_lines_short'],
      (db, org) => shortages.listWaitingOrders(db, org, 'SKU-7'),
    ],
  ]

test('no list of the stock reads more than its page, however many levels there are', async () => {
  await using world = await scene()
  world.skipHistories()
  await fill(world)
  for (const [what, indexes, run] of reads) {
    const plans = await plansOf(world, (db) => run(db, world.ctx.orgId))
    const text = plans.map((plan) => plan.text).join('\n')
    const scans = plans.flatMap((plan) => plan.seqScans).filter((table) => table !== 'locations')
    expect([what, scans], text).toEqual([what, []])
    const missing = indexes.filter((index) => !plans.some((plan) => plan.usesIndex(index)))
    expect([what, missing], text).toEqual([what, []])
  }
})

/** Enough that a wrong index, or none, would be chosen where it seems cheaper. */
async function fill(world: Scene): Promise<void> {
  const { orgId } = world.ctx
  await world.given.product('MUG', 5)
  const [place] = await world.rows<{ id: string }>(`select id from locations`)
  const at = [orgId, place!.id]
  await world.rows(
    `insert into stock_levels (org_id, sku, location_id, on_hand)
     select $1, 'SKU-' || n, $2, case when n % 50 = 0 then 1 else 90 end
     from generate_series(1, 20000) n`,
    at,
  )
  await world.rows(`update stock_levels set low_since = now() where is_low and sku <> 'SKU-50'`)
  await world.rows(
    `insert into stock_movements (org_id, sku, location_id, id, type, reservation_id, actor_type)
     select $1, 'SKU-' || n % 500, $2, gen_random_uuid(), 'reserved', gen_random_uuid(), 'user'
     from generate_series(1, 20000) n`,
    at,
  )
  await world.rows(
    `insert into reservations (org_id, id, kind, reason, expires_at)
     select $1, gen_random_uuid(), case when n % 9 = 0 then 'hand' else 'order' end, 'x',
       now() + n * interval '1 minute' from generate_series(1, 9000) n`,
    [orgId],
  )
  await world.rows(
    `insert into stock_takes (org_id, id, location_id, opened_by, state, ended_at)
     select $1, gen_random_uuid(), $2, 'x', 'closed', now() from generate_series(1, 3000) n`,
    at,
  )
  await world.rows(
    `insert into stock_take_lines (org_id, take_id, sku, expected, counted, counted_by)
     select org_id, id, 'SKU-' || n, 1, 1, 'x' from stock_takes, generate_series(1, 4) n`,
  )
  await world.rows(
    `insert into orders (org_id, id, number, store_id, external_id, lifecycle, payment, fulfilment,
       assignment, status, currency, items_minor, grand_total_minor, placed_at)
     select $1, gen_random_uuid(), n, gen_random_uuid(), n, 'placed', 'due', 'none', 'none',
       'PLACED', 'INR', 1, 1, now() from generate_series(1, 20000) n`,
    [orgId],
  )
  await world.rows(
    `insert into order_lines (org_id, order_id, line, sku, name, quantity, unit_price_minor,
       short_quantity)
     select org_id, id, 1, 'SKU-' || number::int % 900, 'x', 1, 1, (number::int % 100 = 7)::int
     from orders where org_id = $1`,
    [orgId],
  )
  await world.rows('analyze')
}
