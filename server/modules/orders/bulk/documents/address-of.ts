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

/**
 * The lines of an address as on a parcel. PostgreSQL keeps the fields of the JSON in another order.
 */
export function addressOf({ customer, shippingAddress: address }: Order): string[] {
  const name = textOf(address?.['name']) ?? customer.name
  return [name, ...PARTS.flatMap((part) => textOf(address?.[part]) ?? [])]
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
