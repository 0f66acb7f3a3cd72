import path from 'node:path'
import type pg from 'pg'
import { BackupError } from './backup-error.ts'
import * as catalog from './catalog.ts'
import { checksumOf } from './checksum.ts'
import { copyIn } from './copy.ts'
import { readCompressed } from './files.ts'
import type { Manifest } from './manifest.ts'
import { UNFINISHED } from './target.ts'

/** Fills all tables in one transaction, so that the books are restored completely or not at all. */
export async function load(client: pg.Client, folder: string, manifest: Manifest): Promise<void> {
  await checkTables(client, manifest)
  await client.query('begin')
  const build = await takeApart(client)
  await client.query(`truncate ${manifest.tables.map(nameOf).join(', ')}`)
  for (const table of manifest.tables) {
    const columns = table.columns.map((column) => catalog.quoted(column)).join(', ')
    const rows = readCompressed(path.join(folder, table.file))
    await copyIn(client, `copy ${nameOf(table)} (${columns}) from stdin`, rows)
  }
  await build()
  for (const { schema, name, lastValue, isCalled } of manifest.sequences) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [
      catalog.quoted(schema, name),
      lastValue,
      isCalled,
    ])
  }
  for (const table of manifest.tables) await compare(client, table)
  await client.query('delete from public.schema_migrations where name = $1', [UNFINISHED])
  await client.query('commit')
  await client.query('analyze')
}

/**
 * Removes foreign keys, indexes and triggers, and gives a function that restores them. Building
 * them once all rows are there is several times faster, tables that refer to each other need no
 * order, and triggers may expect rows that are not there yet.
 */
async function takeApart(client: pg.Client): Promise<() => Promise<void>> {
  const keys = await catalog.listForeignKeys(client)
  const indexes = await catalog.listIndexes(client)
  for (const { table, name } of keys) {
    await client.query(`alter table ${table} drop constraint ${name}`)
  }
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  const triggered = await catalog.listTriggered(client)
  for (const table of triggered) await client.query(`alter table ${table} disable trigger user`)
  return async () => {
    await client.query(`set local maintenance_work_mem = '256MB'`)
    for (const { definition } of indexes) await client.query(definition)
    for (const { table, name, definition } of keys) {
      await client.query(`alter table ${table} add constraint ${name} ${definition}`)
    }
    for (const table of triggered) await client.query(`alter table ${table} enable trigger user`)
  }
}

type Table = Manifest['tables'][number]

const nameOf = ({ schema, name }: Pick<Table, 'schema' | 'name'>) => catalog.quoted(schema, name)

/**
 * The same migrations create the same tables, so a difference means that one of the migrations was
 * altered.
 */
async function checkTables(client: pg.Client, manifest: Manifest): Promise<void> {
  const shapeOf = ({ schema, name, columns }: catalog.Table) =>
    `${schema}.${name} (${columns.toSorted().join(', ')})`
  const here = new Set((await catalog.listTables(client)).map(shapeOf))
  const strange = manifest.tables.map(shapeOf).filter((shape) => !here.has(shape))
  if (strange.length === 0) return
  throw new BackupError(`The backup has tables that its release does not: ${strange.join('; ')}.`)
}

async function compare(client: pg.Client, table: Table): Promise<void> {
  const columns = table.columns.map((column) => catalog.quoted(column)).join(', ')
  const reading = `select ${columns} from ${nameOf(table)}`
  const { rows, checksum } = await checksumOf(client, reading, table.columns)
  if (rows === table.rows && checksum === table.checksum) return
  throw new BackupError(
    `${table.name} does not hold what the backup says (${rows} rows instead of ${table.rows}, ` +
      `or other values). Nothing was restored.`,
  )
}
