import { rowsInto } from '#platform/rows-into.ts'

/** What we intend to do with the customer's money; a job does it after the commit. */
export type NewIntent = {
  orgId: string
  orderId: string
  gateway: string
  amountMinor: number
  currency: string
  /**
   * `due`: paid on delivery. `succeeded`: a platform has taken it. `cancelled`: nobody will take
   * it. `pending`: to be taken, by us or by the platform.
   */
  state: 'pending' | 'due' | 'succeeded' | 'cancelled'
  token: string | null
}

/** One charge per order from here; its key is the order, its purpose and the number one. */
export const writeCharges = rowsInto<NewIntent>('payment_intents', [
  ['org_id', 'uuid', (row) => row.orgId],
  ['order_id', 'uuid', (row) => row.orderId],
  ['purpose', 'text', () => 'charge'],
  ['number', 'smallint', () => 1],
  ['gateway', 'text', (row) => row.gateway],
  ['amount_minor', 'bigint', (row) => row.amountMinor],
  ['currency', 'text', (row) => row.currency],
  ['state', 'text', (row) => row.state],
  ['token', 'text', (row) => row.token],
])

export type Entry = {
  orgId: string
  orderId: string
  id: string
  account: 'customer' | 'provider' | 'cash' | 'refunds_due'
  amountMinor: number
  currency: string
  fact: string
}

/** Money that a provider or a platform has taken from the customer; below zero: given back. */
export function entriesFor(
  of: Pick<Entry, 'orgId' | 'orderId' | 'currency'>,
  fact: string,
  amountMinor: number,
  newId: () => string,
): Entry[] {
  return [
    { ...of, fact, id: newId(), account: 'customer', amountMinor: -amountMinor },
    { ...of, fact, id: newId(), account: 'provider', amountMinor },
  ]
}

/** Books money that has moved. The entries of one fact sum to zero. */
export const writeEntries = rowsInto<Entry>('money_entries', [
  ['org_id', 'uuid', (row) => row.orgId],
  ['order_id', 'uuid', (row) => row.orderId],
  ['id', 'uuid', (row) => row.id],
  ['account', 'text', (row) => row.account],
  ['amount_minor', 'bigint', (row) => row.amountMinor],
  ['currency', 'text', (row) => row.currency],
  ['fact', 'text', (row) => row.fact],
])
