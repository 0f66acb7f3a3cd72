import type { Order } from '../../order.ts'
import { readyLines } from '../../pieces.ts'
import { escape, table } from './html.ts'

/** What goes into the parcel now; what is short or has left already does not. */
export function packingSlip(order: Order): string {
  const quantities = new Map(readyLines(order).map(({ line, quantity }) => [line, quantity]))
  const rows = order.lines
    .filter(({ line }) => quantities.has(line))
    .map(({ line, sku, name }) => [String(quantities.get(line)), sku ?? '', name])
  const note = order.note ? `<p>${escape(order.note)}</p>\n` : ''
  return `<section><h1>${escape(order.number)}</h1>
<address>${escape(addressOf(order).join('\n'))}</address>
${table(['Pieces', 'SKU', 'Item'], rows)}${note}</section>
`
}

const PARTS = ['company', 'line1', 'line2', 'city', 'postcode', 'region', 'country', 'phone']

function addressOf({ customer, shippingAddress: address }: Order): string[] {
  const name = textOf(address?.['name']) ?? customer.name
  return [name, ...PARTS.flatMap((part) => textOf(address?.[part]) ?? [])]
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
