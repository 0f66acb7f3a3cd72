import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { readConfig } from '#platform/config.ts'
import type { Ctx, Runtime } from '#platform/context.ts'
import { openDatabase } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { createOutbound } from '#platform/outbound.ts'
import { newId } from '#platform/random.ts'
import { createSecrets } from '#platform/secrets.ts'
import { given } from './given.ts'
import { PATIENCE } from './patience.ts'
import { expectHistoriesToGiveTheOrders } from './told-again.ts'
import { watchStatement } from './statements.ts'

const NOON = new Date('2026-01-15T12:00:00Z')

/**
 * A world of its own for one test: an empty database, one org, a clock that stands still until
 * the test lets time pass.
 */
export async function scene(settings: Record<string, string> = {}) {
  const url = await emptyDatabase()
  const config = readConfig({ DATABASE_URL: url, ...settings })
  const limits = { poolMax: 20, ...PATIENCE }
  const database = openDatabase(url, { ...limits, onStatement: watchStatement })
  let now = NOON
  let isToldAgain = true
  const log = createLog({ level: 'silent' })
  const metrics = createMetrics()
  const clock = { now: () => now }
  const runtime: Runtime = {
    config,
    db: database.db,
    clock,
    log,
    metrics,
    outbound: createOutbound({ log, metrics, allowPrivate: config.outboundPrivate }),
    secrets: createSecrets([`test:${randomBytes(32).toString('base64')}`]),
  }
  const ctx = inOrg(runtime, await addOrg(database.pool, 'main'))
  return {
    url,
    runtime,
    ctx,
    given: given(database.pool, ctx),
    /** A second brand or client, to try what must not cross. */
    anotherOrg: async () => inOrg(runtime, await addOrg(database.pool, `other-${newId()}`)),
    pass: (ms: number) => (now = new Date(now.getTime() + ms)),
    rows: async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
      (await database.pool.query(text, values)).rows as Row[],
    /** For a test that writes orders past the use cases, or breaks them on purpose. */
    skipHistories: () => {
      isToldAgain = false
    },
    [Symbol.asyncDispose]: async () => {
      await runtime.outbound.close()
      try {
        if (isToldAgain) await expectHistoriesToGiveTheOrders(database.db, database.pool)
      } finally {
        await database.close()
        await dropDatabase(url)
      }
    },
  }
}

export type Scene = Awaited<ReturnType<typeof scene>>

const inOrg = (runtime: Runtime, orgId: string): Ctx =>
  scoped(runtime, { orgId, actor: { type: 'system', id: null, name: 'test' } })

async function addOrg(pool: pg.Pool, slug: string): Promise<string> {
  const id = newId()
  await pool.query('insert into orgs (id, slug, name) values ($1, $2, $2)', [id, slug])
  return id
}

/** A clone of the migrated template, under the server that this run started. */
export async function emptyDatabase(from = inject('template')): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  // Writing each page through the log takes eight times as long.
  const client = await onServer()
  await client.query(`create database ${name} template ${from} strategy file_copy`)
  return `${inject('databaseServer')}/${name}`
}

export async function dropDatabase(url: string): Promise<void> {
  const client = await onServer()
  await client.query(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`)
}

let admin: Promise<pg.Client> | undefined

/** One connection for all worlds of a process: opening one takes as long as cloning a database. */
const onServer = (): Promise<pg.Client> => (admin ??= openAdmin())

async function openAdmin(): Promise<pg.Client> {
  const client = new pg.Client(`${inject('databaseServer')}/postgres`)
  client.on('error', () => (admin = undefined))
  await client.connect()
  return client
}
