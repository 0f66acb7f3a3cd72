import type { Adapter, CanonicalOrder, Message } from '#channels'

type Truth = { externalId: string; updatedAt: string; costsMinor?: number }

export const ordersIn = (adapter: Adapter, message: Message): CanonicalOrder[] =>
  adapter.read(message).flatMap((reading) => (reading.type === 'order' ? [reading.order] : []))

/** Where nothing but an order will do. */
export function orderIn(adapter: Adapter, message: Message | undefined): CanonicalOrder {
  const [reading] = message ? adapter.read(message) : []
  if (reading?.type !== 'order') throw new Error(`no order: ${JSON.stringify(reading)}`)
  return reading.order
}

/** What our order says, in the words in which a simulator says how it truly is. */
export function asTruth(order: CanonicalOrder) {
  const units = (quantities: string[]) => quantities.reduce((sum, one) => sum + Number(one), 0)
  return {
    ...{ externalId: order.externalId, number: order.number, isTest: order.isTest },
    ...{ lifecycle: order.lifecycle, currency: order.currency },
    grandTotalMinor: order.totals.grandTotalMinor,
    refundedMinor: order.totals.refundedMinor,
    activeUnits: units(order.lines.map(({ activeQuantity }) => activeQuantity)),
    fulfilledUnits: units(order.lines.map(({ fulfilledQuantity }) => fulfilledQuantity)),
  }
}

/**
 * Without the moment of a change, which platforms say in more or less detail, and what an order
 * costs, which is decided where it lands.
 */
export const truthsOf = <T extends Truth>(simulator: { orders(): T[] }) =>
  simulator.orders().map(({ updatedAt: _at, costsMinor: _costs, ...truth }) => truth)

export const byId = <T extends { externalId: string }>(list: T[]): T[] =>
  list.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1))
