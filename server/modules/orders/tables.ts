import type { ColumnType, Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'
import type { Assignment, Fulfilment, Lifecycle, Payment, Status } from './order.ts'

export type OrderRow = {
  org_id: string
  id: string
  number: string
  store_id: string
  external_id: string
  external_updated_at: ColumnType<Date | null, string | null, string | null>
  customer_id: string | null
  lifecycle: Lifecycle
  payment: Payment
  fulfilment: Fulfilment
  assignment: Assignment
  status: Status
  holds: string[]
  currency: string
  items_minor: number
  discount_minor: number
  shipping_minor: number
  tax_minor: number
  tax_included: boolean
  other_minor: number
  cancelled_minor: Generated<number>
  grand_total_minor: number
  refunded_minor: number
  customer_name: string
  customer_email: string | null
  customer_phone: string | null
  shipping_address: Record<string, unknown> | null
  note: string | null
  tags: string[]
  assignee_id: string | null
  is_test: boolean
  is_sent_by_store: Generated<boolean>
  ship_by: ColumnType<Date | null, string | null, string | null>
  placed_at: Date
  updated_at: Date
  version: number
}

type LineRow = {
  org_id: string
  order_id: string
  line: number
  sku: string | null
  external_id: string | null
  name: string
  quantity: number
  unit_price_minor: number
  discount_minor: number
  tax_minor: number
  cancelled_quantity: number
  shipped_quantity: number
  returned_quantity: number
  short_quantity: number
}

type ChannelOrderRow = {
  org_id: string
  order_id: string
  store_id: string
  external_id: string
  number: string
  canonical: ColumnType<unknown, string, string | null>
  digest: Uint8Array
  external_updated_at: ColumnType<Date | null, string | null, string | null>
  adapter_version: number
  source: 'sent' | 'fetched'
  parts: ColumnType<unknown[], string, string>
  flags: string[]
  cancel_requested: boolean
  accept_by: ColumnType<Date | null, string | null, string | null>
  touches_stock: boolean
  received_at: Generated<Date>
  heard_at: ColumnType<Date | null, string | null, string | null>
  updated_at: ColumnType<Date, never, Date>
}

type NoteRow = {
  org_id: string
  id: string
  order_id: string
  text: string
  author: string
  author_id: string | null
  created_at: Generated<Date>
}

export const tables = tablesOf<{
  orders: OrderRow
  order_lines: LineRow
  order_notes: NoteRow
  channel_orders: ChannelOrderRow
}>()
