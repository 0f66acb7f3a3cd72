import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { readConfig } from '#platform/config.ts'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { createLifecycle } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { migrate } from '#platform/migrate.ts'
import { startApp } from '../../server/app.ts'
import { openRuntime } from '../../server/runtime.ts'
import type { Document } from './api.ts'

type Stage = { document: Document; client: pg.Client }

/**
 * Runs `use` with the product on an empty database of its own, so that the pages describe what it
 * really does.
 */
export async function onStage<Result>(use: (stage: Stage) => Promise<Result>): Promise<Result> {
  const database = await emptyDatabase()
  const client = new pg.Client(database.url)
  try {
    await migrate(database.url)
    await client.connect()
    return await use({ document: await documentOf(database.url), client })
  } finally {
    await client.end()
    await database.drop()
  }
}

async function documentOf(url: string): Promise<Document> {
  const key = randomBytes(32).toString('base64')
  const config = readConfig({
    DATABASE_URL: url,
    PENSTOCK_ROLES: 'api',
    PENSTOCK_SECRET_KEYS: `reference:${key}`,
  })
  const log = createLog({ level: 'silent' })
  const lifecycle = createLifecycle({ log, stopTimeoutMs: 5_000 })
  const { runtime, close } = openRuntime(config, url, log)
  lifecycle.add('connections', { stop: close })
  try {
    const app = await startApp(runtime, { directUrl: url, lifecycle })
    await app.ready()
    return app.swagger() as Document
  } finally {
    await lifecycle.stop()
  }
}

/**
 * Creates an empty database on the server of the tests if there is one, else on a temporary server.
 */
async function emptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env['TEST_DATABASE_SERVER']
  if (!server) return ownDatabase()
  const name = `reference_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name}`)
  const drop = () => onServer(server, `drop database ${name} with (force)`)
  return { url: `${server}/${name}`, drop }
}

async function ownDatabase() {
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-reference-'))
  const { url, stop } = await startEmbeddedPostgres({
    dataDir: path.join(folder, 'postgres'),
    settings: { fsync: 'off' },
  })
  const drop = async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url, drop }
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  await client.query(statement)
  await client.end()
}
