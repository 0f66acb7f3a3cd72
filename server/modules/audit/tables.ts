import { tablesOf } from '#platform/database.ts'

type LogRow = {
  org_id: string
  seq: number
  at: Date
  actor_type: string
  actor_id: string | null
  actor_name: string
  action: string
  subject_type: string
  subject_id: string
  before: unknown
  after: unknown
  cause: unknown
  previous_hash: Uint8Array
  hash: Uint8Array
}

type HeadRow = {
  org_id: string
  seq: number
  hash: Uint8Array
  end_sealed: Uint8Array
}

export const tables = tablesOf<{ audit_log: LogRow; audit_heads: HeadRow }>()
