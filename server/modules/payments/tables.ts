import type { Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'

export type IntentState =
  | 'pending'
  | 'trying'
  | 'unknown'
  | 'authorised'
  | 'succeeded'
  | 'declined'
  | 'cancelled'
  | 'due'

type IntentRow = {
  org_id: string
  order_id: string
  purpose: 'charge' | 'refund' | 'void'
  number: number
  gateway: string
  amount_minor: number
  currency: string
  state: IntentState
  token: Generated<string | null>
  provider_ref: Generated<string | null>
  attempts: number
  last_error: Generated<string | null>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export const tables = tablesOf<{ payment_intents: IntentRow }>()
