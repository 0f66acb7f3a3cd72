import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '#platform/migrate.ts'
import { ensureMonths } from '#platform/partitions.ts'
import { openDatabase } from '#platform/database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server of its own for this run, without the name of a database. */
    databaseServer: string
    template: string
  }
}

/** One server for the whole run, and one migrated database that every test file clones. */
export default async function setup(project: TestProject) {
  const server = process.env['TEST_DATABASE_SERVER']
  const own = server ? undefined : await startOwnServer()
  const address = server ?? own!.address
  const template = `template_${process.pid}`
  await onServer(address, `create database ${template}`)
  const url = `${address}/${template}`
  await migrate(url)
  const limits = { poolMax: 2, waitMs: 5_000, queryTimeoutMs: 10_000 }
  const database = openDatabase(url, limits)
  await ensureMonths(database.db, 'history', new Date())
  await database.close()

  project.provide('databaseServer', address)
  project.provide('template', template)
  return async () => {
    if (own) await own.stop()
    else await onServer(address, `drop database if exists ${template} with (force)`)
  }
}

async function startOwnServer() {
  const { mkdtemp, rm } = await import('node:fs/promises')
  const { default: path } = await import('node:path')
  const { startEmbeddedPostgres } = await import('#platform/embedded-postgres.ts')
  const folder = await mkdtemp(path.join(await fastestFolder(), 'penstock-test-'))
  // Speed, not safety: these books are thrown away. Who tests durability starts another server.
  const settings = {
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: '300',
    max_wal_size: '512MB',
    // Of hundreds of small databases nothing is worth keeping, and fresh memory is slow.
    shared_buffers: '256MB',
  }
  const embedded = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), settings })
  const address = embedded.url.slice(0, embedded.url.lastIndexOf('/'))
  await makeEnteringCheap(address)
  return {
    address,
    stop: async () => {
      await embedded.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const MEMORY_DISK = '/dev/shm'
const ROOM_BYTES_MIN = 4 * 1024 ** 3

/**
 * Each test brings and takes away a database of 800 files. On ext4 that is slow, since it looks for
 * an inode that was not freed a moment ago; in memory it takes a seventh of the time.
 */
async function fastestFolder(): Promise<string> {
  const { statfs, access, constants } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  try {
    await access(MEMORY_DISK, constants.W_OK)
    const { bavail, bsize } = await statfs(MEMORY_DISK)
    return bavail * bsize >= ROOM_BYTES_MIN ? MEMORY_DISK : tmpdir()
  } catch {
    return tmpdir()
  }
}

/**
 * The password was drawn, so nobody guesses it and hashing it 4,096 times protects nothing; but
 * each of thousands of connections would do so.
 */
async function makeEnteringCheap(address: string): Promise<void> {
  const { username, password } = new URL(address)
  await onServer(
    address,
    `set scram_iterations = 1; alter role ${username} password '${decodeURIComponent(password)}'`,
  )
}

async function onServer(address: string, statement: string): Promise<void> {
  const client = new pg.Client(`${address}/postgres`)
  await client.connect()
  await client.query(statement)
  await client.end()
}
