import type { Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'

type SettingRow = {
  org_id: string
  key: string
  value: unknown
  version: number
  updated_at: Generated<Date>
  updated_by: string
}

export const tables = tablesOf<{ settings: SettingRow }>()
