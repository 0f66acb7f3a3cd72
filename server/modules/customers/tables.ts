import type { Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'

type CustomerRow = {
  org_id: string
  id: string
  name: string
  email: string | null
  phone: string | null
  merged_into: string | null
  user_id: string | null
  erased_at: Date | null
  version: Generated<number>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

type MergeRow = {
  org_id: string
  id: string
  from_id: string
  into_id: string
  at: Date
  by_id: string | null
  by_name: string
  undone_at: Date | null
}

export const tables = tablesOf<{ customers: CustomerRow; customer_merges: MergeRow }>()
