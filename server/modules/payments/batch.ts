import type { Statement } from '#platform/lane.ts'

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
export function writeCharges(rows: NewIntent[]): Statement {
  return {
    name: 'payments_write_charges',
    text: `
      insert into payment_intents
        (org_id, order_id, purpose, number, gateway, amount_minor, currency, state, token)
      select org_id, order_id, 'charge', 1, gateway, amount_minor, currency, state, token
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[],
        $7::text[]) as i (org_id, order_id, gateway, amount_minor, currency, state, token)`,
    values: [
      rows.map((row) => row.orgId),
      rows.map((row) => row.orderId),
      rows.map((row) => row.gateway),
      rows.map((row) => row.amountMinor),
      rows.map((row) => row.currency),
      rows.map((row) => row.state),
      rows.map((row) => row.token),
    ],
  }
}

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
export function writeEntries(entries: Entry[]): Statement {
  const column = <Name extends keyof Entry>(name: Name) => entries.map((row) => row[name])
  return {
    name: 'payments_write_entries',
    text: `
      insert into money_entries (org_id, order_id, id, account, amount_minor, currency, fact)
      select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[],
        $6::text[], $7::text[])`,
    values: [
      column('orgId'),
      column('orderId'),
      column('id'),
      column('account'),
      column('amountMinor'),
      column('currency'),
      column('fact'),
    ],
  }
}
