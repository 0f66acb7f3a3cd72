import type { ColumnType, Generated } from 'kysely'
import { tablesOf } from '#platform/database.ts'

export type ProductState = 'draft' | 'published' | 'archived'

/** Written as text, because the driver takes a list for an array of PostgreSQL. */
type Json<Value> = ColumnType<Value, string, string>

type TypeRow = {
  org_id: string
  name: string
  attributes: Json<unknown>
}

type ProductRow = {
  org_id: string
  id: string
  type: string | null
  name: string
  description: string
  attributes: Json<Record<string, unknown>>
  state: ProductState
  version: Generated<number>
  created_at: Date
  updated_at: Date
}

type VariantRow = {
  org_id: string
  sku: string
  product_id: string
  position: number
  name: string
  barcode: string | null
  attributes: Json<Record<string, unknown>>
  weight_g: number | null
  active: boolean
}

type PriceRow = { org_id: string; sku: string; currency: string; price_minor: number }

export type ResizeState = 'never' | 'waiting' | 'done' | 'failed'
export type ImageSize = { side: number; width: number; height: number }

type ImageRow = {
  org_id: string
  id: string
  product_id: string
  position: number
  alt: string
  url: string | null
  media_type: string | null
  width: number | null
  height: number | null
  bytes: Buffer | null
  digest: Buffer | null
  resized: ResizeState
  sizes: ColumnType<ImageSize[], undefined, string>
}

type ImageSizeRow = {
  org_id: string
  image_id: string
  side: number
  bytes: Buffer
  digest: Buffer
}

type ImportRow = {
  org_id: string
  id: string
  state: 'receiving' | 'running' | 'done'
  actor: Json<unknown>
  header: Json<string[]>
  records: Generated<number>
  imported: Generated<number>
  updated: Generated<number>
  unchanged: Generated<number>
  failed: Generated<number>
  created_at: Date
  finished_at: Date | null
}

type ChunkRow = { org_id: string; import_id: string; position: number; bytes: Buffer }

type FailureRow = {
  org_id: string
  import_id: string
  line: number
  reason: string
  cells: Json<string[]>
}

export const tables = tablesOf<{
  product_types: TypeRow
  products: ProductRow
  variants: VariantRow
  prices: PriceRow
  product_images: ImageRow
  product_image_sizes: ImageSizeRow
  product_imports: ImportRow
  product_import_chunks: ChunkRow
  product_import_failures: FailureRow
}>()
