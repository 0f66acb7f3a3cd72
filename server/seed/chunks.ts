import { setImmediate } from 'node:timers/promises'
import * as stock from '#stock'
import { buyers } from './buyers.ts'
import { live } from './life.ts'
import { newOrder } from './new-order.ts'
import { addRows, noRows, type Rows } from './rows.ts'
import { placedTimes } from './rush.ts'
import { MINUTE_MS } from './steps.ts'
import type { Tale, World } from './tale.ts'

export type Count = { storeId: string; status: string; day: string; orders: number }

/** What the orders of a chunk change in the stock levels and in the kept counts. */
export type Sums = { changes: stock.LevelChange[]; counts: Count[] }

/** Some orders as rows, with their sums. `from`: when the first of them was placed. */
export type Chunk = Sums & { orders: number; from: number; rows: Rows }

const ORDERS_PER_CHUNK = 1_000

export type Span = { orders: number; firstNumber: number; from: number }

/** So many are made at a time; in between the connections get what is made already. */
const ORDERS_AT_ONCE = 20

/** The orders of a seed, the earliest first. Made as they are asked for: they fit in any memory. */
export async function* chunks(
  world: World,
  { orders, firstNumber, from }: Span,
): AsyncGenerator<Chunk> {
  const { random, newId, now } = world
  const buyerAt = buyers({ random, newId, firstNumber })
  // What comes in at the last moment would still be waiting for its payment job.
  const times = placedTimes({ orders, from, to: now - 2 * MINUTE_MS }, random)
  let chunk = newChunk()
  let number = firstNumber
  for (const at of times) {
    const { buyer, isNew } = buyerAt(at)
    chunk.add(live(world, newOrder(world, { at, number: number++, buyer, isNew })), world)
    if (chunk.orders() % ORDERS_AT_ONCE === 0) await setImmediate()
    if (chunk.orders() < ORDERS_PER_CHUNK) continue
    yield chunk.done()
    chunk = newChunk()
  }
  if (chunk.orders() > 0) yield chunk.done()
}

/** Keeps of an order what is written, and forgets the rest at once. */
function newChunk() {
  const rows = noRows()
  const moved: stock.Movement[] = []
  const counts = new Map<string, Count>()
  let orders = 0
  let from = Infinity
  return {
    orders: () => orders,
    add(tale: Tale, world: World): void {
      orders++
      from = Math.min(from, tale.placed.placedAt.getTime())
      addRows(rows, tale, world)
      moved.push(...tale.moved)
      count(counts, tale)
    },
    done(): Chunk {
      const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
      const changes = stock.changesOf(moved)
      return { orders, from, rows, changes, counts: sorted.map(([, one]) => one) }
    },
  }
}

function count(counts: Map<string, Count>, { order: { storeId, status, placedAt } }: Tale): void {
  const day = placedAt.slice(0, 10)
  const key = `${day}/${storeId}/${status}`
  const known = counts.get(key)
  if (known) known.orders++
  else counts.set(key, { storeId, status, day, orders: 1 })
}

/** The sums of several chunks. */
export function addedUp(parts: Iterable<Sums>): Sums {
  const changes = new Map<string, stock.LevelChange>()
  const counts = new Map<string, Count>()
  for (const part of parts) {
    for (const one of part.changes) {
      const key = `${one.sku}/${one.locationId}`
      const { onHand, reserved } = changes.get(key) ?? { onHand: 0, reserved: 0 }
      const sum = { onHand: onHand + one.onHand, reserved: reserved + one.reserved }
      changes.set(key, { ...one, ...sum })
    }
    for (const one of part.counts) {
      const key = `${one.day}/${one.storeId}/${one.status}`
      counts.set(key, { ...one, orders: (counts.get(key)?.orders ?? 0) + one.orders })
    }
  }
  return { changes: [...changes.values()], counts: [...counts.values()] }
}
