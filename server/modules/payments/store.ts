import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { type IntentState, tables } from './tables.ts'

export type Intent = NonNullable<Awaited<ReturnType<typeof lockCharge>>>

/** The first charge of an order, taken until the end of the transaction. */
export const lockCharge = (tx: Db, orgId: string, orderId: string) =>
  lockIntents(tx, orgId, orderId, 'charge').where('number', '=', 1).executeTakeFirst()

/** What of that charge is given back, each with its number. Taken after the charge. */
export const lockRefunds = (tx: Db, orgId: string, orderId: string) =>
  lockIntents(tx, orgId, orderId, 'refund').orderBy('number').execute()

function lockIntents(tx: Db, orgId: string, orderId: string, purpose: 'charge' | 'refund') {
  return tables(tx)
    .selectFrom('payment_intents')
    .select(['order_id as orderId', 'purpose', 'number', 'gateway', 'currency', 'state', 'token'])
    .select(['amount_minor as amountMinor', 'attempts'])
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .where('purpose', '=', purpose)
    .forNoKeyUpdate()
}

/** The first charge of an order and its refunds as they stand, without waiting for anybody. */
export const listIntents = (db: Db, orgId: string, orderId: string) =>
  tables(db)
    .selectFrom('payment_intents')
    .select(['purpose', 'gateway', 'state', 'amount_minor as amountMinor'])
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .orderBy('number')
    .execute()

/** A row before a call: the same refund can never be made twice. */
export async function insertRefund(
  tx: Db,
  orgId: string,
  { orderId, gateway, currency }: Intent,
  { number, amountMinor }: { number: number; amountMinor: number },
): Promise<void> {
  await tables(tx)
    .insertInto('payment_intents')
    .values({
      ...{ org_id: orgId, order_id: orderId, purpose: 'refund', number, gateway, currency },
      ...{ amount_minor: amountMinor, state: 'pending', attempts: 0 },
    })
    .execute()
}

export type Progress = {
  state: IntentState
  attempts: number
  providerRef?: string | null
  lastError?: string | null
}

export async function saveIntent(
  tx: Db,
  orgId: string,
  { orderId, purpose, number }: Pick<Intent, 'orderId' | 'purpose' | 'number'>,
  { state, attempts, providerRef = null, lastError = null }: Progress,
): Promise<void> {
  await tables(tx)
    .updateTable('payment_intents')
    .set({ state, attempts, provider_ref: providerRef, last_error: lastError })
    .set({ updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .where('purpose', '=', purpose)
    .where('number', '=', number)
    .execute()
}

/** What is asked for may change as long as nobody was called for it. */
export async function correctCharge(
  tx: Db,
  orgId: string,
  { orderId, purpose, number }: Pick<Intent, 'orderId' | 'purpose' | 'number'>,
  charge: { amountMinor: number; currency: string; state: IntentState },
): Promise<void> {
  await tables(tx)
    .updateTable('payment_intents')
    .set({ amount_minor: charge.amountMinor, currency: charge.currency, state: charge.state })
    .set({ updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .where('purpose', '=', purpose)
    .where('number', '=', number)
    .execute()
}

/** What was tried and what came of it; kept for ever. */
export async function writeAttempt(
  tx: Db,
  orgId: string,
  intent: Intent,
  { attempt, outcome, detail }: { attempt: number; outcome: string; detail: object },
): Promise<void> {
  await sql`
    insert into payment_attempts
      (org_id, id, order_id, purpose, number, attempt, outcome, detail)
    values (${orgId}, ${newId()}, ${intent.orderId}, ${intent.purpose}, ${intent.number},
      ${attempt}, ${outcome}, ${JSON.stringify(detail)}::jsonb)
  `.execute(tx)
}
