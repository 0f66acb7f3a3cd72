import type pg from 'pg'
import { quoted } from './catalog.ts'

export type Checksum = { rows: number; checksum: string }

/** A checksum over all rows that `reading` selects, whatever their order. */
export async function checksumOf(
  client: pg.Client,
  reading: string,
  columns: string[],
): Promise<Checksum> {
  const row = `row(${columns.map((column) => `t.${quoted(column)}`).join(', ')})::text`
  const { rows } = await client.query(`
    /* across orgs */
    select count(*)::int8 as rows,
      coalesce(sum(('x' || left(md5(${row}), 16))::bit(64)::bigint), 0)::text as checksum
    from (${reading}) as t`)
  return { rows: Number(rows[0].rows), checksum: rows[0].checksum }
}
