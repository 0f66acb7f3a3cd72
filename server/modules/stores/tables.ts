import type { Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'

type StoreRow = {
  org_id: string
  id: string
  key: string
  platform: string
  uid: string
  name: string
  base_url: string | null
  state: Generated<'active' | 'paused'>
  created_at: Generated<Date>
}

export const tables = tablesOf<{ stores: StoreRow }>()
