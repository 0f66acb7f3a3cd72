import type { Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'
import type { ListingDetails } from './adapter.ts'
import type { PUSH_STATES } from './contract.ts'

type ListingRow = {
  org_id: string
  id: string
  store_id: string
  ref: string
  product_id: string | null
  variant_id: string | null
  external_sku: string | null
  title: string
  sku: string | null
  mapped_by: 'same_sku' | 'person' | null
  state: Generated<'active' | 'paused'>
  buffer: number | null
  max_listed: number | null
  extra: Generated<Record<string, string>>
  details: ListingDetails | null
  dirty_at: Date | null
  push_state: Generated<(typeof PUSH_STATES)[number]>
  pushed: number | null
  pushed_at: Date | null
  push_problem: string | null
  tries: Generated<number>
  next_try_at: Date | null
  seen: number | null
  seen_at: Date | null
  version: Generated<number>
  created_at: Generated<Date>
}

type OutgoingRow = {
  org_id: string
  id: string
  store_id: string
  order_id: string
  key: string
  kind: 'shipment' | 'cancel' | 'cancel_lines' | 'accept' | 'refund'
  body: Record<string, unknown>
  state: Generated<'waiting' | 'submitted' | 'done' | 'refused'>
  reference: string | null
  problem: string | null
  tried_at: Date | null
  refused_by: 'us' | 'platform' | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export const tables = tablesOf<{ listings: ListingRow; outgoing: OutgoingRow }>()
