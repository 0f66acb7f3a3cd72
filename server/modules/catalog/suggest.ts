import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

/** Something that a store sells and that belongs to no SKU of ours yet. */
export type Unknown = { sku: string | null; title: string }

export type Suggestion = {
  sku: string
  name: string
  why: 'same_sku' | 'same_barcode' | 'similar_sku' | 'similar_name'
  score: number
}

const SIMILAR_MIN = 0.3

/**
 * The SKUs of ours that it may be, the likeliest first. SKUs that differ only in signs and in
 * capital letters count as the same, and so does a SKU that is our barcode, which is common.
 */
export async function suggestSkus(
  db: Db,
  orgId: string,
  { sku, title }: Unknown,
  limit: number,
): Promise<Suggestion[]> {
  const { rows } = await sql<Suggestion>`
    with asked as (
      select ${sku}::text as sku, ${title}::text as title,
        regexp_replace(lower(${sku}::text), '[^[:alnum:]]', '', 'g') as plain
    ), scored as (
      select v.sku, trim(p.name || ' ' || v.name) as name,
        regexp_replace(lower(v.sku), '[^[:alnum:]]', '', 'g') = a.plain as is_same,
        v.barcode = a.sku as is_barcode,
        coalesce(similarity(v.sku, a.sku), 0) as sku_score,
        similarity(p.name || ' ' || v.name, a.title) as name_score
      from asked a, variants v
      join products p on p.org_id = v.org_id and p.id = v.product_id
      where v.org_id = ${orgId} and v.active and p.state <> 'archived'
    )
    select sku, name,
      case when is_same then 'same_sku' when is_barcode then 'same_barcode'
        when sku_score > name_score then 'similar_sku' else 'similar_name' end as why,
      round((case when is_same or is_barcode then 1
        else greatest(sku_score, name_score) end)::numeric, 2)::float8 as score
    from scored
    where is_same or is_barcode or greatest(sku_score, name_score) >= ${SIMILAR_MIN}
    order by is_same desc nulls last, is_barcode desc nulls last,
      greatest(sku_score, name_score) desc, sku
    limit ${limit}
  `.execute(db)
  return rows
}
