import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { ADVISORY_LOCKS } from './advisory-locks.ts'
import { installQueue } from './jobs-runtime/queue.ts'

const FOLDER = path.resolve(import.meta.dirname, '../migrations')

export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase'
}

/**
 * Brings the database to this release. Processes that start at the same time take turns. Each file
 * is one transaction, together with its row in `schema_migrations`, so a crash never leaves half a
 * file.
 */
export async function migrate(url: string, folder = FOLDER): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'penstock-migrate' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCKS.migrate])
    await client.query(`create table if not exists schema_migrations (
      name text primary key, digest text not null, applied_at timestamptz(3) not null default now()
    )`)
    const done = await applyMissing(client, folder)
    if (folder === FOLDER) await installQueue(client)
    return done
  } finally {
    await client.end()
  }
}

async function applyMissing(client: pg.Client, folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted()
  const { rows } = await client.query<{ name: string; digest: string }>(
    'select name, digest from schema_migrations',
  )
  const applied = new Map(rows.map((row) => [row.name, row.digest]))
  const newer = rows.filter(({ name }) => !files.includes(name)).map(({ name }) => name)
  if (newer.length > 0) {
    throw new NewerDatabase(
      `The data was written by a newer release of Penstock (${newer.join(', ')}). ` +
        'Start that release, or restore a backup made with this one.',
    )
  }
  const done: string[] = []
  for (const file of files) {
    const text = await readFile(path.join(folder, file), 'utf8')
    const digest = createHash('sha256').update(text).digest('hex')
    const known = applied.get(file)
    if (known && known !== digest) throw new Error(`${file} was changed after it had been applied.`)
    if (known) continue
    await apply(client, file, text, digest)
    done.push(file)
  }
  return done
}

/**
 * A file that begins with `-- no transaction` holds a single statement, such as building an index
 * concurrently.
 */
async function apply(client: pg.Client, file: string, text: string, digest: string): Promise<void> {
  const alone = text.startsWith('-- no transaction')
  try {
    if (!alone) await client.query("begin; set local lock_timeout = '2s'")
    await client.query(text)
    await client.query('insert into schema_migrations (name, digest) values ($1, $2)', [
      file,
      digest,
    ])
    if (!alone) await client.query('commit')
  } catch (error) {
    if (!alone) await client.query('rollback').catch(() => {})
    throw new Error(`Migration ${file} failed: ${(error as Error).message}`, { cause: error })
  }
}
