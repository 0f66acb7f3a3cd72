import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { ADVISORY_LOCKS } from '../advisory-locks.ts'
import { migrate } from '../migrate.ts'
import type { Secrets } from '../secrets.ts'
import { BackupError } from './backup-error.ts'
import { load } from './load.ts'
import { KEYS_FILE, keysOf, type Manifest, MANIFEST, type Seal } from './manifest.ts'
import { withSession } from './session.ts'
import { buildTables, checkMigrations, checkTarget } from './target.ts'
import { verifyBackup } from './verify-backup.ts'

export type RestoreOptions = {
  /** The address of PostgreSQL itself, not of a pooler. */
  url: string
  from: string
  secrets: Secrets
  /** Whether to overwrite a database that is not empty. */
  force: boolean
}

export type Restored = {
  manifest: Manifest
  seal: Seal
  /** The number of events that have still to become jobs, and of jobs that have still to run. */
  eventsWaiting: number
  jobsWaiting: number
  migrated: string[]
  /** The keys that the books need and that the ring here lacks. */
  keysMissing: string[]
  /** The key ring, if the backup contains it. */
  keys: string | undefined
}

/** Restores a backup. Everything is checked before anything is changed. */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { url, secrets, force } = options
  const folder = await folderOf(options.from)
  const { manifest, seal } = await verifyBackup(folder, secrets)
  await checkMigrations(manifest)
  const waiting = await withSession(url, async (client) => {
    await takeTurn(client)
    await checkTarget(client, force)
    await buildTables(client, url, manifest)
    await load(client, folder, manifest)
    return countWaiting(client, manifest)
  })
  const here = keysOf(secrets).map(({ id, fingerprint }) => `${id} ${fingerprint}`)
  const missing = manifest.keys.needed.filter(
    ({ id, fingerprint }) => !here.includes(`${id} ${fingerprint}`),
  )
  return {
    manifest,
    seal,
    ...waiting,
    migrated: await migrate(url),
    keysMissing: missing.map(({ id }) => id),
    keys: manifest.keys.sha256 ? await readFile(path.join(folder, KEYS_FILE), 'utf8') : undefined,
  }
}

/**
 * The folder of the backup. A folder with several backups is refused, as it does not say which one
 * is meant.
 */
async function folderOf(from: string): Promise<string> {
  const folder = path.resolve(from)
  const names = await readdir(folder).catch(() => {
    throw new BackupError(`There is no backup at ${folder}.`)
  })
  const inside = names.filter((name) => name.startsWith('penstock-')).toSorted()
  if (names.includes(MANIFEST) || inside.length === 0) return folder
  throw new BackupError(`${folder} holds several backups; name one of ${inside.join(', ')}.`)
}

async function takeTurn(client: pg.Client): Promise<void> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as got', [
    ADVISORY_LOCKS.restore,
  ])
  if (!rows[0].got) throw new BackupError('Another restore is under way on this database.')
}

async function countWaiting(client: pg.Client, { queueVersion }: Manifest) {
  const events = await client.query(`/* across orgs */
    select count(*)::int as n from public.history h, public.dispatch_positions p
    where p.name = 'jobs' and (h.xid, h.id) > (p.xid, p.id) and h.id > p.floor_id`)
  const jobs = await client.query(
    queueVersion === null
      ? 'select 0 as n'
      : `select count(*)::int as n from penstock_jobs.job
        where state in ('created', 'retry', 'active')`,
  )
  return { eventsWaiting: Number(events.rows[0].n), jobsWaiting: Number(jobs.rows[0].n) }
}
