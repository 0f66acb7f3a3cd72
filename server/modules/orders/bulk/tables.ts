import type { Actor } from '#platform/context.ts'
import { tablesOf } from '#platform/database.ts'
import type { ColumnType, Generated } from 'kysely'
import type { OrderFilter } from '../lists/contract.ts'
import type { Command, Former } from './bulk.ts'
import type { BulkState, BulkStopped, RowOutcome } from './contract.ts'

/** A JSON column: written as text, and read as its value. */
type Json<Value> = ColumnType<Value, string, string>

type RunRow = {
  org_id: string
  id: string
  command: Json<Command>
  filter: ColumnType<OrderFilter | null, string | null, never>
  undo_of: string | null
  read_to: ColumnType<unknown, null, string | null>
  is_gathered: Generated<boolean>
  state: BulkState
  stopped_because: Generated<BulkStopped | null>
  asked_by: Json<Actor>
  works_for: Json<Actor>
  round: Generated<number>
  total: Generated<number>
  done: Generated<number>
  skipped: Generated<number>
  failed: Generated<number>
  created_at: Date
  finished_at: Date | null
}

type ItemRow = {
  org_id: string
  run_id: string
  line: number
  order_id: string
  number: string | null
  command: Json<Command> | null
  outcome: RowOutcome
  code: string | null
  message: string | null
  former: Json<Former> | null
  at: Date | null
}

export const tables = tablesOf<{ order_bulk_runs: RunRow; order_bulk_rows: ItemRow }>()
