import { createHash } from 'node:crypto'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { installQueue } from '../jobs-runtime/queue.ts'
import { migrate } from '../migrate.ts'
import { BackupError } from './backup-error.ts'
import * as catalog from './catalog.ts'
import type { Manifest } from './manifest.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../migrations')

/** A migration that no release has, so that none starts on a half-restored database. */
export const UNFINISHED = '0000_restore_that_did_not_end.sql'
const UNFINISHED_TEXT = 'select 1'

/** Refuses a backup with migrations that this release does not have. */
export async function checkMigrations({ migrations, release }: Manifest): Promise<void> {
  for (const { name, digest } of migrations) {
    const text = await readFile(path.join(FOLDER, path.basename(name))).catch(() => undefined)
    if (text && digestOf(text) === digest) continue
    throw new BackupError(
      `The backup was made by release ${release}, whose migration ${name} is not known here. ` +
        'Restore it with that release, or a newer one.',
    )
  }
}

/** Refuses to overwrite existing data, unless the operator insists. */
export async function checkTarget(client: pg.Client, force: boolean): Promise<void> {
  const { rows } = await client.query('show server_encoding')
  if (rows[0].server_encoding !== 'UTF8') {
    throw new BackupError('The database must have the encoding UTF8.')
  }
  await checkNobodyWorks(client)
  const tables = await catalog.listTables(client)
  if (tables.length > 0 && !(await catalog.hasTable(client, 'schema_migrations'))) {
    throw new BackupError(
      'The database holds tables that are not of Penstock; give it a database of its own.',
    )
  }
  if (force || !(await catalog.hasTable(client, 'orgs'))) return
  const orgs = await client.query('select from public.orgs limit 1')
  if (orgs.rowCount === 0) return
  throw new BackupError(
    'The database is not empty. What is in it would be gone: make a backup of it first, and ' +
      'say --force to go on.',
  )
}

/** Refuses while somebody else is connected: our own connections are younger than this process. */
async function checkNobodyWorks(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_catalog.pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and (application_name like 'penstock%' or application_name like 'pgboss%')
      and backend_start < now() - make_interval(secs => $1)`,
    [process.uptime() + 1],
  )
  if (rows.length === 0) return
  throw new BackupError(
    `Penstock works on this database (${rows.length} connections). Stop it first.`,
  )
}

/** Creates the tables as the release of the backup had them, without any rows. */
export async function buildTables(
  client: pg.Client,
  url: string,
  { migrations, partitions, queueVersion }: Manifest,
): Promise<void> {
  await emptyDatabase(client)
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-restore-'))
  try {
    await writeFile(path.join(folder, UNFINISHED), UNFINISHED_TEXT)
    for (const { name } of migrations) {
      await copyFile(path.join(FOLDER, name), path.join(folder, path.basename(name)))
    }
    await migrate(url, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  if (queueVersion !== null) await buildQueue(client, queueVersion)
  for (const { name, parent, bound } of partitions) {
    const [partition, table] = [catalog.quoted('public', name), catalog.quoted('public', parent)]
    await client.query(`create table if not exists ${partition} partition of ${table} ${bound}`)
  }
}

/** Empties the database in a way that never leaves an empty one which would start as a new shop. */
async function emptyDatabase(client: pg.Client): Promise<void> {
  await client.query('begin')
  await catalog.dropTables(client)
  if (await catalog.hasTable(client, 'schema_migrations')) {
    await client.query('delete from public.schema_migrations')
    await client.query('insert into public.schema_migrations (name, digest) values ($1, $2)', [
      UNFINISHED,
      digestOf(UNFINISHED_TEXT),
    ])
  }
  await client.query('commit')
}

async function buildQueue(client: pg.Client, queueVersion: number): Promise<void> {
  await installQueue(client)
  const version = await catalog.findQueueVersion(client)
  if (version === queueVersion) return
  throw new BackupError(
    `The jobs of the backup are of version ${queueVersion} and here it is ${version}. ` +
      'Restore it with the release that made it, then start the newer one.',
  )
}

const digestOf = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex')
