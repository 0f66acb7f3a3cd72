import type { Order } from '../../order.ts'

const PARTS = [
  'pickup',
  'company',
  'line1',
  'line2',
  'city',
  'postcode',
  'region',
  'country',
  'phone',
]

/** The parts as they are written on a parcel; PostgreSQL keeps them in an order of its own. */
export function addressOf({ customer, shippingAddress: address }: Order): string[] {
  const name = textOf(address?.['name']) ?? customer.name
  return [name, ...PARTS.flatMap((part) => textOf(address?.[part]) ?? [])]
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
