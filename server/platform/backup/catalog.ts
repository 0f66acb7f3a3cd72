import pg from 'pg'
import { SCHEMA as QUEUE_SCHEMA } from '../jobs-runtime/queue.ts'

export type Table = { schema: string; name: string; columns: string[] }
export type Sequence = { schema: string; name: string; lastValue: string; isCalled: boolean }
export type Partition = { name: string; parent: string; bound: string }
export type ForeignKey = { table: string; name: string; definition: string }

const SCHEMAS = ['public', QUEUE_SCHEMA]

// These tables describe how the database is built. Each installation fills them itself.
const BUILT_HERE = [
  'public.schema_migrations',
  `${QUEUE_SCHEMA}.version`,
  `${QUEUE_SCHEMA}.bam`, // The queue's own changes to its tables.
]

const IS_OURS = `
  relnamespace::regnamespace::text = any($1) and not relispartition
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
  )`

/** All tables with their columns. Partitions are read and written through their parents. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select relnamespace::regnamespace::text as schema, relname as name, (
      select array_agg(attname::text order by attnum) from pg_catalog.pg_attribute
      where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
    ) as columns
    from pg_catalog.pg_class c
    where ${IS_OURS} and relkind in ('r', 'p') and relpersistence = 'p'
      and not relnamespace::regnamespace::text || '.' || relname = any($2)
    order by 1, 2`,
    [SCHEMAS, BUILT_HERE],
  )
  return rows
}

/**
 * The sequences. They are read after the snapshot was taken, so their values are not below any row
 * in it.
 */
export async function listSequences(client: pg.Client): Promise<Sequence[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select relnamespace::regnamespace::text as schema, relname as name
    from pg_catalog.pg_class c where ${IS_OURS} and relkind = 'S' order by 1, 2`,
    [SCHEMAS],
  )
  const sequences: Sequence[] = []
  for (const { schema, name } of rows) {
    const state = await client.query<{ lastValue: string; isCalled: boolean }>(
      `select last_value::text as "lastValue", is_called as "isCalled"
      from ${quoted(schema, name)}`,
    )
    sequences.push({ schema, name, ...state.rows[0]! })
  }
  return sequences
}

/** The partitions of our own tables; the queue creates its own. */
export async function listPartitions(client: pg.Client): Promise<Partition[]> {
  const { rows } = await client.query<Partition>(`
    select c.relname as name, parent.relname as parent,
      pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_catalog.pg_inherits i
      join pg_catalog.pg_class c on c.oid = i.inhrelid
      join pg_catalog.pg_class parent on parent.oid = i.inhparent
    where c.relispartition and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    order by 1`)
  return rows
}

export async function listForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name,
      pg_catalog.pg_get_constraintdef(oid) as definition
    from pg_catalog.pg_constraint
    where contype = 'f' and conparentid = 0 and connamespace::regnamespace::text = any($1)
    order by 1, 2`,
    [SCHEMAS],
  )
  return rows
}

/** The tables with triggers of ours. */
export async function listTriggered(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct c.oid::regclass::text as name
    from pg_catalog.pg_class c join pg_catalog.pg_trigger t on t.tgrelid = c.oid
    where relnamespace::regnamespace::text = any($1) and not tgisinternal and tgparentid = 0
    order by 1`,
    [SCHEMAS],
  )
  return rows.map(({ name }) => name)
}

/**
 * The indexes that only speed up reading or enforce uniqueness. Those of primary keys and
 * constraints are left in place.
 */
export async function listIndexes(
  client: pg.Client,
): Promise<{ name: string; definition: string }[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    // An index created "on only" a parent would not exist on its partitions.
    `select c.oid::regclass::text as name,
      regexp_replace(pg_catalog.pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') as definition
    from pg_catalog.pg_class c join pg_catalog.pg_index i on i.indexrelid = c.oid
    where ${IS_OURS} and relkind in ('i', 'I')
      and not exists (select from pg_catalog.pg_constraint where conindid = c.oid)
    order by 1`,
    [SCHEMAS],
  )
  return rows
}

export async function listMigrations(
  client: pg.Client,
): Promise<{ name: string; digest: string }[]> {
  const { rows } = await client.query<{ name: string; digest: string }>(
    'select name, digest from public.schema_migrations order by name',
  )
  return rows
}

/** The version of the queue's tables, or null when there are none. */
export async function findQueueVersion(client: pg.Client): Promise<number | null> {
  const name = `${QUEUE_SCHEMA}.version`
  const { rows } = await client.query(`select to_regclass($1) is not null as known`, [name])
  if (!rows[0].known) return null
  return (await client.query(`select version from ${name}`)).rows[0]?.version ?? null
}

export async function hasTable(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query('select to_regclass($1) is not null as known', [
    `public.${name}`,
  ])
  return rows[0].known
}

/** Drops everything that a release has created, except for the list of migrations. */
export async function dropTables(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ kind: string; name: string }>(
    `select case relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end
      as kind, c.oid::regclass::text as name
    from pg_catalog.pg_class c where ${IS_OURS} and relkind in ('r', 'p', 'v', 'm') and relname <> 'schema_migrations'`,
    [['public']],
  )
  for (const { kind, name } of rows) await client.query(`drop ${kind} if exists ${name} cascade`)
  await client.query(`drop schema if exists ${QUEUE_SCHEMA} cascade`)
}

export const quoted = (...names: string[]): string =>
  names.map((name) => pg.escapeIdentifier(name)).join('.')
