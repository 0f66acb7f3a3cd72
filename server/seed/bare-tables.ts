import type pg from 'pg'

type Part = { kind: 'foreign' | 'key' | 'index'; table: string; name: string; definition: string }

/**
 * Fills tables that have no key and no index meanwhile: all of them are built afterwards, from what
 * is there then, at a third of the cost. It is one transaction, so that whatever breaks off leaves
 * the tables as they were; until it ends nobody else can read them.
 */
export async function fillBare(
  client: pg.Client,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`lock table ${tables.join(', ')} in access exclusive mode`)
    const parts = await partsOf(client, tables)
    for (const part of parts) await client.query(dropOf(part))
    await fill()
    await client.query(`set local maintenance_work_mem = '${BUILD_MEMORY}'`)
    for (const part of parts.toReversed()) await client.query(buildOf(part))
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

const BUILD_MEMORY = '256MB'

/** What refers to a key comes before the key. Of what is inherited the parent takes care. */
async function partsOf(client: pg.Client, tables: readonly string[]): Promise<Part[]> {
  const { rows } = await client.query<Part>(
    `select case c.contype when 'f' then 'foreign' else 'key' end as kind,
       c.conrelid::regclass::text as table, quote_ident(c.conname) as name,
       pg_get_constraintdef(c.oid) as definition
     from pg_constraint c
     where c.contype in ('p', 'u', 'f') and c.conparentid = 0
       and (c.conrelid = any($1::regclass[])
         or c.contype = 'f' and c.confrelid = any($1::regclass[]))
     union all
     select 'index', x.indrelid::regclass::text, x.indexrelid::regclass::text,
       replace(pg_get_indexdef(x.indexrelid), ' ON ONLY ', ' ON ')
     from pg_index x
     where x.indrelid = any($1::regclass[])
       and not exists (select from pg_constraint c where c.conindid = x.indexrelid
         and c.contype in ('p', 'u'))
     order by 1, 2, 3`,
    [tables],
  )
  const kinds = ['foreign', 'index', 'key']
  return rows.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
}

const dropOf = ({ kind, table, name }: Part): string =>
  kind === 'index' ? `drop index ${name}` : `alter table ${table} drop constraint ${name}`

const buildOf = ({ kind, table, name, definition }: Part): string =>
  kind === 'index' ? definition : `alter table ${table} add constraint ${name} ${definition}`
