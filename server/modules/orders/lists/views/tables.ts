import { tablesOf } from '#platform/database.ts'

type ViewRow = {
  org_id: string
  id: string
  owner_id: string
  name: string
  filter: string
  sort: string
  columns: string[]
  shared: boolean
  version: number
  created_at: Date
  updated_at: Date
}

export const tables = tablesOf<{ order_views: ViewRow }>()
