import type { Buyer } from './buyers.ts'
import { type RowBuffer, rowBuffer } from './row-buffer.ts'
import type { Charge, Moved, Tale, World } from './tale.ts'

/** The tables that a seed fills, in an order in which what is referred to comes first. */
export const COLUMNS = {
  customers: 'org_id, id, name, email, phone, created_at, updated_at',
  orders: `org_id, id, number, store_id, external_id, external_updated_at, customer_id, lifecycle,
    payment, fulfilment, assignment, status, holds, currency, items_minor, discount_minor,
    shipping_minor, tax_minor, tax_included, grand_total_minor, refunded_minor, customer_name,
    customer_email, customer_phone, shipping_address, note, tags, is_sent_by_store, ship_by,
    placed_at, updated_at, version`,
  order_lines: `org_id, order_id, line, sku, external_id, name, quantity, unit_price_minor,
    discount_minor, tax_minor, cancelled_quantity, shipped_quantity, returned_quantity,
    short_quantity`,
  order_notes: 'org_id, id, order_id, text, author, created_at',
  stock_movements: `org_id, sku, location_id, id, type, on_hand_delta, reserved_delta,
    reservation_id, reason, actor_type, actor_id, at`,
  payment_intents: `org_id, order_id, purpose, number, gateway, amount_minor, currency, state,
    provider_ref, attempts, last_error, created_at, updated_at`,
  payment_attempts: 'org_id, id, order_id, purpose, number, attempt, outcome, detail, at',
  test_gateway_charges: 'org_id, key, amount_minor, currency, outcome, created_at',
  money_entries: 'org_id, order_id, id, account, amount_minor, currency, fact, at',
  history: `org_id, at, type, subject_type, subject_id, actor_type, actor_id, actor_name, cause,
    data`,
} as const

export type Table = keyof typeof COLUMNS
export type Rows = Record<Table, RowBuffer>

export const noRows = (): Rows =>
  Object.fromEntries(Object.keys(COLUMNS).map((table) => [table, rowBuffer()])) as Rows

/** Writes an order and all that came of it in the text format of `copy`. */
export function addRows(rows: Rows, tale: Tale, { newId, seed }: World): void {
  const cause = `{"seed":${seed}}`
  const { orgId, id } = tale.placed
  const start = `${orgId}\t${id}`
  if (tale.newBuyer) rows.customers.add(customerRow(orgId, tale.newBuyer, tale.placed.placedAt))
  rows.orders.add(orderRow(tale))
  for (const line of tale.order.lines) {
    rows.order_lines.add(
      `${start}\t${line.line}\t${nullable(line.sku)}\t${nullable(line.externalId)}\t` +
        `${escaped(line.name)}\t${line.quantity}\t${line.unitPriceMinor}\t${line.discountMinor}\t` +
        `${line.taxMinor}\t${line.cancelledQuantity}\t${line.shippedQuantity}\t` +
        `${line.returnedQuantity}\t${line.shortQuantity}\n`,
    )
  }
  for (const note of tale.notes) {
    const row = `${orgId}\t${note.id}\t${id}\t${escaped(note.text)}\tseed\t${stamp(note.at)}\n`
    rows.order_notes.add(row)
  }
  for (const one of tale.moved) rows.stock_movements.add(movementRow(one))
  addMoney(rows, tale, newId)
  for (const { at, type, subjectType, actor, data } of tale.told) {
    rows.history.add(
      `${orgId}\t${stamp(at)}\t${type}\t${subjectType}\t${id}\t${actor.type}\t` +
        `${nullable(actor.id)}\t${escaped(actor.name)}\t${cause}\t${escaped(JSON.stringify(data))}\n`,
    )
  }
}

export const movementRow = (one: Moved): string =>
  `${one.orgId}\t${one.sku}\t${one.locationId}\t${one.id}\t${one.type}\t${one.onHand}\t` +
  `${one.reserved}\t${nullable(one.reservationId)}\t${nullable(one.reason)}\t` +
  `${one.actorType}\t${nullable(one.actorId)}\t${stamp(one.at)}\n`

const customerRow = (orgId: string, { id, name, email, phone }: Buyer, at: Date): string => {
  const since = stamp(at.getTime())
  return `${orgId}\t${id}\t${name}\t${nullable(email)}\t${nullable(phone)}\t${since}\t${since}\n`
}

function orderRow({ placed, order, at }: Tale): string {
  const placedAt = stamp(placed.placedAt.getTime())
  const { customer } = order
  return (
    `${placed.orgId}\t${order.id}\t${order.number}\t${order.storeId}\t${order.externalId}\t` +
    `${order.externalUpdatedAt ? placedAt : NULL}\t${nullable(order.customerId)}\t` +
    `${order.lifecycle}\t${order.payment}\t${order.fulfilment}\t${order.assignment}\t` +
    `${order.status}\t{${order.holds.join(',')}}\t${order.currency}\t${order.itemsMinor}\t` +
    `${order.discountMinor}\t${order.shippingMinor}\t${order.taxMinor}\t${order.taxIncluded}\t` +
    `${order.grandTotalMinor}\t${order.refundedMinor}\t${customer.name}\t` +
    `${nullable(customer.email)}\t${nullable(customer.phone)}\t` +
    `${escaped(JSON.stringify(order.shippingAddress))}\t${nullable(order.note)}\t` +
    `{${order.tags.join(',')}}\t${order.isSentByStore}\t` +
    `${order.shipBy ? stamp(Date.parse(order.shipBy)) : NULL}\t` +
    `${placedAt}\t${stamp(at)}\t${order.version}\n`
  )
}

function addMoney(rows: Rows, tale: Tale, newId: (atMs: number) => string): void {
  const { orgId, id, currency } = tale.placed
  for (const charge of tale.refund ? [tale.charge, tale.refund] : [tale.charge]) {
    addCharge(rows, tale, charge)
    if (charge.gateway !== 'test') continue
    const detail = { state: charge.state, providerRef: charge.providerRef }
    rows.payment_attempts.add(
      `${orgId}\t${newId(charge.changedAt)}\t${id}\t${charge.purpose}\t1\t1\t${charge.state}\t` +
        `${escaped(JSON.stringify(detail))}\t${stamp(charge.changedAt)}\n`,
    )
    rows.test_gateway_charges.add(
      `${orgId}\t${id}/${charge.purpose}/1\t${charge.amountMinor}\t${currency}\t${charge.state}\t` +
        `${stamp(charge.changedAt)}\n`,
    )
  }
  for (const { fact, amountMinor, at } of tale.booked) {
    const end = `${currency}\t${fact}\t${stamp(at)}\n`
    rows.money_entries.add(`${orgId}\t${id}\t${newId(at)}\tcustomer\t${-amountMinor}\t${end}`)
    rows.money_entries.add(`${orgId}\t${id}\t${newId(at)}\tprovider\t${amountMinor}\t${end}`)
  }
}

function addCharge(rows: Rows, { placed: { orgId, id, currency } }: Tale, charge: Charge): void {
  rows.payment_intents.add(
    `${orgId}\t${id}\t${charge.purpose}\t1\t${charge.gateway}\t${charge.amountMinor}\t` +
      `${currency}\t${charge.state}\t${nullable(charge.providerRef)}\t${charge.attempts}\t` +
      `${nullable(charge.lastError)}\t${stamp(charge.at)}\t${stamp(charge.changedAt)}\n`,
  )
}

const NULL = String.raw`\N`
const nullable = (text: string | null): string => text ?? NULL

const SPECIAL: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escaped = (text: string): string =>
  /[\\\t\n\r]/.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (one) => SPECIAL[one]!) : text

/** One row of a table of which there are few. */
export const row = (...values: (string | number | Date | Record<string, unknown>)[]): string =>
  `${values.map(textOf).join('\t')}\n`

function textOf(value: string | number | Date | Record<string, unknown>): string {
  if (typeof value === 'number') return String(value)
  if (value instanceof Date) return value.toISOString()
  return escaped(typeof value === 'string' ? value : JSON.stringify(value))
}

const DAY_MS = 86_400_000
const days = new Map<number, string>()

/** `toISOString`, four times as fast: there are far fewer days than moments. */
function stamp(atMs: number): string {
  const day = Math.floor(atMs / DAY_MS)
  let text = days.get(day)
  if (text === undefined) days.set(day, (text = new Date(day * DAY_MS).toISOString().slice(0, 11)))
  const rest = atMs - day * DAY_MS
  const [hours, minutes] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60]
  const [seconds, ms] = [Math.floor(rest / 1_000) % 60, rest % 1_000]
  return `${text}${two(hours)}:${two(minutes)}:${two(seconds)}.${ms < 100 ? `0${two(ms)}` : ms}Z`
}

const two = (number: number): string => (number < 10 ? `0${number}` : String(number))
