import type { OrderView } from './contract.ts'
import type { Outcome } from './engine/command.ts'
import { addTo, type Waits } from './waits.ts'

type PlacedNow = Extract<Outcome, { type: 'placed' }>

/** The reply to a caller whose order was just written: what the tables say, without reading. */
export function viewOfPlaced({ order, waits, at }: PlacedNow): OrderView {
  const { id, number, store, externalId, holds, currency, shippingAddress, note, tags } = order
  const { lifecycle, payment, fulfilment, assignment } = order
  const byLine = new Map<number, Waits>()
  for (const { line, ...wait } of waits) addTo(byLine, line, wait)
  return {
    ...{ id, number, store, externalId, holds, currency, shippingAddress, note, tags },
    ...{ lifecycle, payment, fulfilment, assignment },
    status: order.status as OrderView['status'],
    totals: {
      itemsMinor: order.itemsMinor,
      discountMinor: order.discountMinor,
      shippingMinor: order.shippingMinor,
      taxMinor: order.taxMinor,
      taxIncluded: order.taxIncluded,
      otherMinor: order.otherMinor,
      cancelledMinor: 0,
      grandTotalMinor: order.grandTotalMinor,
      refundedMinor: order.refundedMinor,
    },
    customer: { id: order.customerId, ...order.customer },
    lines: order.lines.map(({ line, ...rest }) => ({
      ...{ cancelledQuantity: 0, shippedQuantity: 0, returnedQuantity: 0 },
      ...{ id: String(line), ...rest, waits: byLine.get(line) ?? null },
    })),
    storeNumber: null,
    flags: [],
    ...{ test: order.isTest, sentByStore: order.isSentByStore ?? false, assigneeId: null },
    shipBy: order.shipBy?.toISOString() ?? null,
    placedAt: order.placedAt.toISOString(),
    updatedAt: at.toISOString(),
    version: 1,
  }
}
