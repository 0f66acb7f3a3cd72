import type { Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'
import type { StoreState } from './store.ts'

type StoreRow = {
  org_id: string
  id: string
  key: string
  platform: string
  uid: string
  name: string
  base_url: string | null
  state: Generated<StoreState>
  credentials_sealed: Uint8Array | null
  settings: Generated<Record<string, unknown>>
  version: Generated<number>
  webhook_address: Generated<string | null>
  trouble: Generated<string | null>
  trouble_since: Generated<Date | null>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export const tables = tablesOf<{ stores: StoreRow }>()
