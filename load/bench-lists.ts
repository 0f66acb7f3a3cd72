import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { rebuildOrderSearch } from '#orders'
import { migrate } from '#platform/migrate.ts'
import { openDatabase } from '#platform/database.ts'
import type { BenchResult } from './bench.ts'
import { httpLoad } from './http-load.ts'
import { type Case, casesOf } from './lists-cases.ts'
import { startProcess } from './product-process.ts'
import { seeded } from './random.ts'
import { seedOrders } from './seed-lists.ts'

const EMAIL = 'owner@penstock.test'
const PASSWORD = 'correct horse battery staple'
const SEED = 7

/**
 * Lists, counts and searches of a shop with a million orders, over HTTP, one caller at a time; each
 * request asks for something else of its kind. Goals are for the 95th percentile.
 */
export async function benchLists(url: string, { short }: { short: boolean }): Promise<BenchResult> {
  const orders = short ? 100_000 : 1_000_000
  await migrate(url)
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-lists-'))
  const product = startProcess({
    ...{ DATABASE_URL: url, PENSTOCK_DATA_DIR: folder, PENSTOCK_ROLES: 'api' },
    ...{ PENSTOCK_HTTP_PORT: '0', PENSTOCK_LOG_LEVEL: 'warn' },
    ...{ PENSTOCK_ADMIN_EMAIL: EMAIL, PENSTOCK_ADMIN_PASSWORD: PASSWORD },
  })
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  try {
    const address = await product.ready
    const indexedPerS = await fill(pool, url, orders)
    const server = { address, headers: await signIn(address) }
    const cases = await casesOf(pool, seeded(SEED))
    // What the way there and the machine alone cost, to judge the others by.
    const nothing: Case = { name: 'no question', maxMs: Infinity, path: () => '/auth/me' }
    const figures: Record<string, number> = { orders, indexedPerS }
    figures['no question p95 ms'] = await p95Of(server, nothing, short)
    for (const one of cases) figures[`${one.name} p95 ms`] = await p95Of(server, one, short)
    figures['deep pages p95 ms'] = await deepPages(server, short ? 200 : 1_000)
    return judged(figures, cases)
  } finally {
    await pool.end()
    product.child.kill('SIGTERM')
    await product.exited
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** The orders, then their words for the search by the same statement that the worker uses. */
async function fill(pool: pg.Pool, url: string, orders: number): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from orgs order by created_at limit 1',
  )
  await seedOrders(pool, rows[0]!.id, orders)
  const database = openDatabase(url, { poolMax: 2, waitMs: 5_000, queryTimeoutMs: 60_000 })
  const startedAt = performance.now()
  await rebuildOrderSearch(database.db)
  const seconds = (performance.now() - startedAt) / 1_000
  await database.close()
  await pool.query('vacuum analyze')
  return Math.round(orders / seconds)
}

type Server = { address: string; headers: Record<string, string> }

async function signIn(address: string): Promise<Record<string, string>> {
  const reply = await fetch(`${address}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  })
  const { accessToken } = (await reply.json()) as { accessToken: string }
  return { authorization: `Bearer ${accessToken}` }
}

async function p95Of({ address, headers }: Server, one: Case, short: boolean): Promise<number> {
  const load = (durationMs: number) =>
    httpLoad({
      ...{ url: address, headers, connections: 1, durationMs },
      next: () => ({ method: 'GET', path: `/api/v1${one.path()}` }),
    })
  await load(short ? 200 : 1_000) // The figures are those of a server that has been asked before.
  const { p95Ms, statuses } = await load(short ? 600 : 3_000)
  const refused = Object.keys(statuses).filter((status) => status !== '200')
  if (refused.length > 0) throw new Error(`${one.name} was answered ${refused.join(', ')}.`)
  return p95Ms
}

/** By the cursor from the newest order on; the last tenth of the pages counts. */
async function deepPages({ address, headers }: Server, pages: number): Promise<number> {
  const times: number[] = []
  let cursor = ''
  for (let page = 1; page <= pages; page++) {
    const startedAt = performance.now()
    const reply = await fetch(`${address}/api/v1/orders?limit=50${cursor}`, { headers })
    const { pagination } = (await reply.json()) as { pagination: { nextCursor: string } }
    times.push(performance.now() - startedAt)
    cursor = `&cursor=${pagination.nextCursor}`
  }
  const last = times.slice(-pages / 10).toSorted((a, b) => a - b)
  return Number(last[Math.floor(0.95 * last.length)]!.toFixed(2))
}

const INDEXED_MIN = 5_000
const DEEP_MAX_MS = 10

function judged(figures: Record<string, number>, cases: Case[]): BenchResult {
  const limits: [name: string, maxMs: number][] = [
    ...cases.map(({ name, maxMs }): [string, number] => [`${name} p95 ms`, maxMs]),
    ['deep pages p95 ms', DEEP_MAX_MS],
  ]
  const missed = limits.filter(([name, maxMs]) => figures[name]! > maxMs).map(([name]) => name)
  if (missed.length > 0) process.stderr.write(`missed: ${missed.join(', ')}\n`)
  return {
    figures,
    goals: {
      indexedPerS: `>= ${INDEXED_MIN}`,
      ...Object.fromEntries(limits.map(([name, maxMs]) => [name, `<= ${maxMs}`])),
    },
    met: missed.length === 0 && figures['indexedPerS']! >= INDEXED_MIN,
  }
}
