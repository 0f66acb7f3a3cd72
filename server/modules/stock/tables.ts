import type { Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'

type LocationRow = {
  org_id: string
  id: string
  code: string
  name: string
  priority: Generated<number>
  country: string | null
  postcode: string | null
  latitude: number | null
  longitude: number | null
  active: Generated<boolean>
  created_at: Generated<Date>
}

type LevelRow = {
  org_id: string
  sku: string
  location_id: string
  on_hand: Generated<number>
  reserved: Generated<number>
  backorder_limit: Generated<number>
  promised_for: string | null
  safety_stock: Generated<number>
  low_threshold: number | null
  low_standard: Generated<number>
  is_low: Generated<boolean>
  low_since: Date | null
  updated_at: Generated<Date>
}

type ReservationRow = {
  org_id: string
  id: string
  kind: Generated<'order' | 'hand'>
  reason: string
  expires_at: Date
  created_at: Generated<Date>
}

type TakeRow = {
  org_id: string
  id: string
  location_id: string
  state: Generated<'open' | 'closed' | 'dropped'>
  note: string | null
  opened_by: string
  opened_at: Generated<Date>
  ended_at: Date | null
}

type TakeLineRow = {
  org_id: string
  take_id: string
  sku: string
  expected: number
  counted: number
  counted_by: string
  counted_at: Generated<Date>
  counted_after: string | null
  booked: number | null
}

export const tables = tablesOf<{
  locations: LocationRow
  stock_levels: LevelRow
  reservations: ReservationRow
  stock_takes: TakeRow
  stock_take_lines: TakeLineRow
}>()
