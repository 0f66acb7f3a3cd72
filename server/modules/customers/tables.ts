import type { ColumnType, Generated } from 'kysely'
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

type AddressRow = {
  org_id: string
  id: string
  customer_id: string
  label: Generated<string>
  is_standard: Generated<boolean>
  address: ColumnType<Record<string, unknown>, string, string>
  created_at: Generated<Date>
}

type ErasureRequestRow = { org_id: string; customer_id: string; at: Date }

export const tables = tablesOf<{
  customers: CustomerRow
  customer_merges: MergeRow
  customer_addresses: AddressRow
  customer_erasure_requests: ErasureRequestRow
}>()
