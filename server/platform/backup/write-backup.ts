import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import type { Secrets } from '../secrets.ts'
import { BackupError } from './backup-error.ts'
import * as catalog from './catalog.ts'
import { checksumOf } from './checksum.ts'
import { copyOut } from './copy.ts'
import { sha256Of, syncFolder, writeCompressed, writeDurably } from './files.ts'
import * as manifests from './manifest.ts'
import { type Neutral, neutralReading } from './neutral.ts'
import { withSession } from './session.ts'

export type BackupOptions = {
  /** The address of PostgreSQL itself, not of a pooler. */
  url: string
  to: string
  secrets: Secrets
  now: Date
  release: string
  /** The key ring, when it shall be part of the backup. */
  keys?: string | undefined
}

export type Backup = { folder: string; manifest: manifests.Manifest; bytes: number }

/** Writes the books as they are at one moment, while others go on writing. */
export async function writeBackup(options: BackupOptions): Promise<Backup> {
  const folder = await folderFor(options)
  const unfinished = `${folder}.unfinished-${process.pid}`
  try {
    await mkdir(path.dirname(folder), { recursive: true })
    await mkdir(unfinished, { mode: 0o700 })
  } catch (error) {
    throw cannotWrite(folder, error as Error)
  }
  try {
    const manifest = await withSession(options.url, (client) => fill(client, unfinished, options))
    await syncFolder(unfinished)
    await rename(unfinished, folder)
    await syncFolder(path.dirname(folder))
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0)
    return { folder, manifest, bytes }
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

const cannotWrite = (folder: string, error: Error): BackupError =>
  new BackupError(`${folder} cannot be written to: ${error.message}`, error)

/**
 * The folder of the new backup: in an existing folder, one named by the time; otherwise the given
 * path itself.
 */
async function folderFor({ to, now }: BackupOptions): Promise<string> {
  const folder = path.resolve(to)
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException): undefined => {
    if (error.code === 'ENOENT') return undefined
    throw cannotWrite(folder, error)
  })
  if (!entries) return folder
  if (entries.includes(manifests.MANIFEST)) throw new BackupError(`${folder} is a backup already.`)
  return path.join(folder, `penstock-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z`)
}

async function fill(
  client: pg.Client,
  folder: string,
  { secrets, now, release, keys }: BackupOptions,
): Promise<manifests.Manifest> {
  await client.query('begin isolation level repeatable read read only')
  if (!(await catalog.hasTable(client, 'schema_migrations'))) {
    throw new BackupError('There is nothing to back up: this database is not one of Penstock.')
  }
  const tables = await catalog.listTables(client)
  await lockTables(client, tables)
  const { rows } = await client.query('show server_version')
  const manifest: manifests.Manifest = {
    product: 'penstock',
    format: manifests.FORMAT,
    release,
    createdAt: now.toISOString(),
    serverVersion: rows[0].server_version,
    migrations: await catalog.listMigrations(client),
    queueVersion: await catalog.findQueueVersion(client),
    tables: await writeTables(client, folder, tables),
    partitions: await catalog.listPartitions(client),
    sequences: await catalog.listSequences(client),
    keys: {
      needed: manifests.keysOf(secrets),
      sha256: keys ? await writeKeys(folder, keys) : null,
    },
  }
  await client.query('commit')
  const file = path.join(folder, manifests.MANIFEST)
  await writeDurably(file, manifests.sealManifest(manifests.Manifest.parse(manifest), secrets))
  return manifest
}

/** Locks the tables so that a migration waits, and does not change them meanwhile. */
async function lockTables(client: pg.Client, tables: catalog.Table[]): Promise<void> {
  const names = tables.map(({ schema, name }) => catalog.quoted(schema, name))
  await client.query(`lock table ${names.join(', ')} in access share mode`)
}

async function writeTables(client: pg.Client, folder: string, tables: catalog.Table[]) {
  const neutral = await neutralReading(client)
  const written: manifests.Manifest['tables'] = []
  for (const table of tables) written.push(await writeTable(client, folder, { table, neutral }))
  return written
}

async function writeTable(
  client: pg.Client,
  folder: string,
  { table, neutral }: { table: catalog.Table; neutral: Neutral },
): Promise<manifests.Manifest['tables'][number]> {
  const reading = neutral(table)
  const file = `${table.schema}.${table.name}.copy.zst`
  const rows = copyOut(client, `copy (${reading}) to stdout`)
  const written = await writeCompressed(path.join(folder, file), rows)
  return { ...table, ...(await checksumOf(client, reading, table.columns)), file, ...written }
}

async function writeKeys(folder: string, keys: string): Promise<string> {
  const file = path.join(folder, manifests.KEYS_FILE)
  await writeDurably(file, keys)
  return sha256Of(file)
}
