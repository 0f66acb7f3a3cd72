import type { ColumnType } from 'kysely'
import { tablesOf } from '#platform/database.ts'
import type { CheckResult } from './contract.ts'

type RunRow = {
  org_id: string
  id: string
  kind: 'all' | 'changes'
  since: Date | null
  started_at: Date
  ended_at: Date
  findings: number
  checks: ColumnType<CheckResult[], string, never>
}

export const tables = tablesOf<{ integrity_runs: RunRow }>()
