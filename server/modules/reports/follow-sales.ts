import { changesSale } from '#orders'
import { ADVISORY_LOCKS } from '#platform/advisory-locks.ts'
import type { Runtime } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { type Follower, followHistory, type Told } from '#platform/follow-history.ts'
import { addFacts, type Facts, linesFrom, noFacts, orderAfter, salesFrom } from './facts.ts'
import { rebuildAll } from './rebuild.ts'
import { readTimeZone } from './time-zone.ts'
import { add, type EventRow, FOLLOWER, listCounted, listKnownZones, setZone } from './store.ts'

export const followSales = (runtime: Runtime, directUrl: string): { stop(): Promise<void> } =>
  followHistory(runtime, salesFollower(runtime, directUrl))

/**
 * Adds what orders count for when they are placed, and the difference when that changes later. What
 * is counted is always what the events up to the position tell, in whichever order they came.
 */
export const salesFollower = (runtime: Runtime, directUrl: string): Follower => ({
  ...{ name: FOLLOWER, lock: ADVISORY_LOCKS.sales, batch: 1_000 },
  types: ['order.*'],
  follow: async (tx, rows) => {
    const facts = await factsOf(tx, rows.filter(isMoving))
    if (facts.sales.length === 0) return
    await ensureZones(runtime, tx, facts)
    await add(tx, 'report_sales', salesFrom(facts))
    if (facts.lines.length > 0) await add(tx, 'report_products', linesFrom(facts))
  },
  anew: async () => void (await rebuildAll(runtime, directUrl)),
})

const isMoving = ({ type, data }: Told): boolean => type === 'order.placed' || changesSale(data)

async function factsOf(tx: Tx, rows: Told[]): Promise<Facts> {
  const orders = [...Map.groupBy(rows, ({ orgId, subjectId }) => `${orgId}/${subjectId}`).values()]
  const earlier = await listEarlier(tx, orders)
  const facts = noFacts()
  for (const told of orders) {
    const { orgId, subjectId: orderId } = told[0]!
    const before = earlier.get(orderId) ?? []
    addFacts(facts, orgId, orderAfter(before), -1)
    addFacts(facts, orgId, orderAfter([...before, ...told.map((row) => ({ ...row, orderId }))]), 1)
  }
  return facts
}

/** An order that is placed among these has rarely a past; it is looked for from that moment on. */
async function listEarlier(tx: Tx, orders: Told[][]): Promise<Map<string, EventRow[]>> {
  const wanted = orders.map((told) => ({
    ...{ orgId: told[0]!.orgId, orderId: told[0]!.subjectId },
    since: told.find(({ type }) => type === 'order.placed')?.at ?? null,
  }))
  const events = wanted.length > 0 ? await listCounted(tx, wanted) : []
  return Map.groupBy(events, ({ orderId }) => orderId)
}

/** The first order of an org decides in which time zone its days begin. */
async function ensureZones(runtime: Runtime, tx: Tx, { sales }: Facts): Promise<void> {
  const orgIds = [...new Set(sales.map(({ orgId }) => orgId))]
  const known = await listKnownZones(tx, orgIds)
  for (const orgId of orgIds.filter((id) => !known.has(id))) {
    await setZone(tx, orgId, await readTimeZone(runtime, orgId))
  }
}
