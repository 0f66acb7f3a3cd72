import { sumBySku } from '#stock'
import type { Order } from '../../order.ts'
import { readyLines } from '../../pieces.ts'
import { addressOf } from './address-of.ts'
import { escape, table } from './html.ts'
import type { Pick } from './pick-list.ts'

/**
 * The packing slip of an order: what goes into the parcel now, without pieces that are short, have
 * yet to arrive or have left already. Empty when nothing can leave.
 */
export function packingSlip(order: Order, picks: Pick[]): string {
  const quantities = quantitiesOf(order, picks)
  if (quantities.size === 0) return ''
  const rows = order.lines
    .filter(({ line }) => quantities.has(line))
    .map(({ line, sku, name }) => [String(quantities.get(line)), sku ?? '', name])
  const note = order.note ? `<p>${escape(order.note)}</p>\n` : ''
  return `<section><h1>${escape(order.number)}</h1>
<address>${escape(addressOf(order).join('\n'))}</address>
${table(['Pieces', 'SKU', 'Item'], rows)}${note}</section>
`
}

/** When two lines have the same SKU, the first one gets the pieces that are there. */
function quantitiesOf(order: Order, picks: Pick[]): ReadonlyMap<number, number> {
  const skus = new Map(order.lines.map(({ line, sku }) => [line, sku]))
  const missing = sumBySku(
    picks.map(({ sku, quantity, there }) => ({ sku, quantity: quantity - there })),
  )
  const quantities = new Map<number, number>()
  for (const { line, quantity } of readyLines(order).toReversed()) {
    const sku = skus.get(line) ?? ''
    const absent = Math.min(quantity, missing.get(sku) ?? 0)
    missing.set(sku, (missing.get(sku) ?? 0) - absent)
    if (quantity > absent) quantities.set(line, quantity - absent)
  }
  return quantities
}
