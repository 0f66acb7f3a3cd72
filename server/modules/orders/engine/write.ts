import * as customers from '#customers'
import * as payments from '#payments'
import type { Rows, Statement } from '#platform/lane.ts'
import { rowsInto } from '#platform/rows-into.ts'
import * as stock from '#stock'
import { writeChannelOrders } from './channel-orders.ts'
import type { AttachedRow, PlacedOrder, PlaceOrder } from './command.ts'
import { ALL_DAYS } from '../counters.ts'
import { type Payment, wasTaken } from '../order.ts'
import { actorKey } from './keys.ts'

export type Placement = {
  command: PlaceOrder
  order: PlacedOrder
  takes: stock.Take[]
  gone: stock.Take[]
  newCustomer: boolean
  attached?: AttachedRow | undefined
}

type Parts = { newId: () => string; shard: number; unpaidTtlMs: number; now: Date }

/**
 * The second round trip: one statement per table, however many orders. Each is made when the one
 * before is on its way, so that PostgreSQL need not wait for all of them.
 */
export function* writing(placements: Placement[], parts: Parts): Generator<Statement> {
  const people = placements.filter(({ newCustomer }) => newCustomer)
  if (people.length > 0) yield customers.writeCustomers(people.map(newCustomerOf).toSorted(byMark))
  yield writeOrders(placements.map(({ order }) => order))
  yield writeLines(placements.flatMap(({ order }) => order.lines.map((line) => ({ order, line }))))
  yield* writeStock(placements, parts)
  yield* writeMoney(placements, parts)
  const keyed = placements.filter(({ command }) => command.key)
  if (keyed.length > 0) yield writeKeys(keyed)
  // What a platform has sold is not ours to cancel.
  const documented = placements.filter(
    ({ command: { sale } }) => sale.by === 'channel' && sale.document,
  )
  if (documented.length > 0) yield writeChannelOrders(documented)
  yield* attachedRows(placements)
  yield writeHistory(placements)
  yield writeCounters(placements, parts.shard)
}

/** The moment that all rows of a batch bear, as the last statement tells it. */
export function writtenAt(answers: Rows[]): Date {
  const [last] = answers.at(-1) as { at: Date }[]
  return last!.at
}

function* writeStock(placements: Placement[], parts: Parts): Generator<Statement> {
  const movements = placements.flatMap((placement) => movementsOf(placement, parts))
  if (movements.length > 0) {
    yield stock.changeLevels(stock.changesOf(movements))
    yield stock.writeMovements(movements)
  }
  const unpaid = placements.filter(
    ({ command, order }) => command.sale.by === 'us' && order.payment === 'pending',
  )
  if (unpaid.length > 0) yield stock.writeExpiries(unpaid.map((one) => expiryOf(one, parts)))
}

function* writeMoney(placements: Placement[], parts: Parts): Generator<Statement> {
  yield payments.writeCharges(placements.map(chargeOf))
  const entries = placements.flatMap((placement) => entriesOf(placement, parts))
  if (entries.length > 0) yield payments.writeEntries(entries)
}

/** What callers bring along, however many: one statement for each kind of rows. */
function attachedRows(placements: Placement[]): Statement[] {
  const kinds = new Map<AttachedRow['write'], unknown[]>()
  for (const { attached } of placements) {
    if (!attached) continue
    const rows = kinds.get(attached.write)
    if (rows) rows.push(attached.row)
    else kinds.set(attached.write, [attached.row])
  }
  return [...kinds].map(([write, rows]) => write(rows))
}

function movementsOf(placement: Placement, { newId }: Parts): stock.Movement[] {
  const { command, order, takes, gone } = placement
  const common = {
    orgId: order.orgId,
    reservationId: order.id,
    reason: null,
    actorType: command.actor.type,
    actorId: command.actor.id,
  }
  const left = gone.map(({ sku, locationId, quantity }): stock.Movement => ({
    ...{ ...common, id: newId(), type: 'shipped', sku, locationId },
    ...{ onHand: -quantity, reserved: 0 },
  }))
  const promised = takes.map(({ sku, locationId, quantity }): stock.Movement => ({
    ...{ ...common, id: newId(), type: 'reserved', sku, locationId },
    ...{ onHand: 0, reserved: quantity },
  }))
  return [...left, ...promised]
}

/** The same order for every lane, or two with the same new people would wait for each other. */
const byMark = (a: customers.NewCustomer, b: customers.NewCustomer): number =>
  (customers.markKey(a) ?? '') < (customers.markKey(b) ?? '') ? -1 : 1

const newCustomerOf = ({ order }: Placement): customers.NewCustomer => ({
  ...{ orgId: order.orgId, id: order.customerId!, name: order.customer.name },
  ...{ email: order.customer.email, phone: order.customer.phone },
})

const expiryOf = ({ order }: Placement, { now, unpaidTtlMs }: Parts) => ({
  ...{ orgId: order.orgId, id: order.id, reason: 'unpaid order' },
  expiresAt: new Date(now.getTime() + unpaidTtlMs),
})

function chargeOf({ command, order }: Placement): payments.NewIntent {
  return {
    ...{ orgId: order.orgId, orderId: order.id, gateway: command.payment.gateway },
    state: chargeState(order.payment),
    ...{ amountMinor: askedOf(command, order), currency: order.currency },
    token: command.payment.token,
  }
}

/** Of what a platform has sold, only what is not paid is still asked for. */
function askedOf({ sale }: PlaceOrder, { payment, grandTotalMinor, refundedMinor }: PlacedOrder) {
  if (sale.by === 'us' || wasTaken(payment)) return grandTotalMinor
  return sale.dueMinor ?? grandTotalMinor - refundedMinor
}

/** How far the charge of an order is, by what is said about its payment. */
function chargeState(payment: Payment): payments.NewIntent['state'] {
  if (wasTaken(payment)) return 'succeeded'
  if (payment === 'due') return 'due'
  return payment === 'voided' ? 'cancelled' : 'pending'
}

/** A platform has taken money already, or a part of it: it owes us what the customer has paid. */
function entriesOf({ command, order }: Placement, { newId }: Parts): payments.Entry[] {
  const { orgId, id: orderId, currency, grandTotalMinor, refundedMinor } = order
  const common = { orgId, orderId, currency }
  if (order.payment === 'pending' || order.payment === 'due') {
    const partMinor = grandTotalMinor - refundedMinor - askedOf(command, order)
    return partMinor > 0 ? payments.entriesFor(common, 'channel/1', partMinor, newId) : []
  }
  if (!wasTaken(order.payment) || grandTotalMinor === 0) return []
  const taken = payments.entriesFor(common, 'charge/1', grandTotalMinor, newId)
  if (refundedMinor === 0) return taken
  return [...taken, ...payments.entriesFor(common, 'channel/1', -refundedMinor, newId)]
}

const writeOrders = rowsInto<PlacedOrder>('orders', [
  ['org_id', 'uuid', (order) => order.orgId],
  ['id', 'uuid', (order) => order.id],
  ['number', 'text', (order) => order.number],
  ['store_id', 'uuid', (order) => order.store.id],
  ['external_id', 'text', (order) => order.externalId],
  ['external_updated_at', 'timestamptz', (order) => order.externalUpdatedAt],
  ['customer_id', 'uuid', (order) => order.customerId],
  ['lifecycle', 'text', (order) => order.lifecycle],
  ['payment', 'text', (order) => order.payment],
  ['fulfilment', 'text', (order) => order.fulfilment],
  ['assignment', 'text', (order) => order.assignment],
  ['status', 'text', (order) => order.status],
  ['holds', 'text[]', (order) => order.holds],
  ['currency', 'text', (order) => order.currency],
  ['items_minor', 'bigint', (order) => order.itemsMinor],
  ['discount_minor', 'bigint', (order) => order.discountMinor],
  ['shipping_minor', 'bigint', (order) => order.shippingMinor],
  ['tax_minor', 'bigint', (order) => order.taxMinor],
  ['tax_included', 'boolean', (order) => order.taxIncluded],
  ['other_minor', 'bigint', (order) => order.otherMinor],
  ['grand_total_minor', 'bigint', (order) => order.grandTotalMinor],
  ['refunded_minor', 'bigint', (order) => order.refundedMinor],
  ['customer_name', 'text', (order) => order.customer.name],
  ['customer_email', 'text', (order) => order.customer.email],
  ['customer_phone', 'text', (order) => order.customer.phone],
  ['shipping_address', 'jsonb', (order) => jsonText(order.shippingAddress)],
  ['note', 'text', (order) => order.note],
  ['tags', 'text[]', (order) => order.tags],
  ['is_test', 'boolean', (order) => order.isTest],
  ['is_sent_by_store', 'boolean', (order) => order.isSentByStore ?? false],
  ['ship_by', 'timestamptz', (order) => order.shipBy],
  ['placed_at', 'timestamptz', (order) => order.placedAt],
])

const jsonText = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

type Line = { order: PlacedOrder; line: PlacedOrder['lines'][number] }

const writeLines = rowsInto<Line>('order_lines', [
  ['org_id', 'uuid', ({ order }) => order.orgId],
  ['order_id', 'uuid', ({ order }) => order.id],
  ['line', 'smallint', ({ line }) => line.line],
  ['sku', 'text', ({ line }) => line.sku],
  ['external_id', 'text', ({ line }) => line.externalId],
  ['name', 'text', ({ line }) => line.name],
  ['quantity', 'int', ({ line }) => line.quantity],
  ['unit_price_minor', 'bigint', ({ line }) => line.unitPriceMinor],
  ['discount_minor', 'bigint', ({ line }) => line.discountMinor],
  ['tax_minor', 'bigint', ({ line }) => line.taxMinor],
  ['short_quantity', 'int', ({ line }) => line.shortQuantity],
  ['cancelled_quantity', 'int', ({ line }) => line.cancelledQuantity ?? 0],
  ['shipped_quantity', 'int', ({ line }) => line.shippedQuantity ?? 0],
])

const writeKeys = rowsInto<Placement>('order_keys', [
  ['org_id', 'uuid', ({ order }) => order.orgId],
  ['actor', 'text', ({ command }) => actorKey(command)],
  ['key', 'text', ({ command }) => command.key!.key],
  ['request_hash', 'bytea', ({ command }) => command.key!.hash],
  ['order_id', 'uuid', ({ order }) => order.id],
])

/** The event carries the whole order as placed: the fold of the history begins with it. */
const writeHistory = rowsInto<Placement>('history', [
  ['org_id', 'uuid', ({ order }) => order.orgId],
  ['type', 'text', () => 'order.placed'],
  ['subject_type', 'text', () => 'order'],
  ['subject_id', 'text', ({ order }) => order.id],
  ['actor_type', 'text', ({ command }) => command.actor.type],
  ['actor_id', 'text', ({ command }) => command.actor.id],
  ['actor_name', 'text', ({ command }) => command.actor.name],
  ['cause', 'jsonb', ({ command }) => JSON.stringify(command.cause)],
  ['data', 'json', ({ order }) => JSON.stringify(snapshotOf(order))],
])

export function snapshotOf(order: PlacedOrder) {
  const { orgId: _org, id, store, ...rest } = order
  return { orderId: id, storeId: store.id, ...rest }
}

/**
 * How many orders there are per store, day and status, and of all days: kept here, so that lists
 * need no count.
 */
function writeCounters(placements: Placement[], shard: number): Statement {
  const counts = new Map<string, { order: PlacedOrder; day: string; orders: number }>()
  for (const { order } of placements) {
    for (const day of [ALL_DAYS, order.placedAt.toISOString().slice(0, 10)]) {
      const key = `${order.orgId}/${day}/${order.store.id}/${order.status}`
      const count = counts.get(key)
      if (count) count.orders++
      else counts.set(key, { order, day, orders: 1 })
    }
  }
  const rows = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
  return {
    name: 'orders_write_counters',
    text: `
      insert into order_counters as c (org_id, store_id, status, day, shard, orders)
      select org_id, store_id, status, day, $6, orders
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::int[])
        as n (org_id, store_id, status, day, orders)
      on conflict (org_id, day, store_id, status, shard)
        do update set orders = c.orders + excluded.orders
      returning now()::timestamptz(3) as at`,
    values: [
      rows.map(({ order }) => order.orgId),
      rows.map(({ order }) => order.store.id),
      rows.map(({ order }) => order.status),
      rows.map(({ day }) => day),
      rows.map(({ orders }) => orders),
      shard,
    ],
  }
}
