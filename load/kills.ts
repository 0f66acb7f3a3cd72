import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { booksOf } from './books.ts'
import { databaseOf, prepareShop, type Shop } from './prepare-shop.ts'
import { type ProductProcess, startProcess } from './product-process.ts'
import { seeded } from './random.ts'
import { openPool } from './open-pool.ts'

type Rounds = {
  rounds: number
  seed: number
  /** A round takes at most so long, from the first order to the kill. */
  aliveMsMax?: number
}

export type KillsResult = { kills: number; acknowledged: number; faults: string[] }

const EMAIL = 'owner@penstock.test'
const PASSWORD = 'correct horse battery staple'
/** The share of rounds that also kill PostgreSQL under load. */
const DATABASE_SHARE = 0.4
const SETTLE_MS_MAX = 60_000

/**
 * Kills the whole program with SIGKILL at random moments, even during its start, and often its
 * PostgreSQL before, while orders are placed. What was acknowledged is recorded outside and
 * compared at the end.
 */
export async function killRounds(options: Rounds): Promise<KillsResult> {
  const random = seeded(options.seed)
  const { aliveMsMax = 2_500 } = options
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-kills-'))
  const dataDir = path.join(folder, 'data')
  const settings = {
    PENSTOCK_DATA_DIR: dataDir,
    PENSTOCK_HTTP_PORT: '0',
    PENSTOCK_ADMIN_EMAIL: EMAIL,
    PENSTOCK_ADMIN_PASSWORD: PASSWORD,
    PENSTOCK_LOG_LEVEL: 'warn',
  }
  const acknowledged = new Map<string, string>()
  let shop: Shop | undefined
  try {
    for (let round = 0; round < options.rounds; round++) {
      const product = startProcess(settings)
      const isCold = round > 0 && random() < 0.3
      if (isCold) await delay(random() * 1_500)
      else {
        const parts = { shop, random, acknowledged, round, dataDir, aliveMsMax }
        shop = await placeUntilKilled(product, parts)
      }
      product.child.kill('SIGKILL')
      await product.exited
    }
    const faults = await judge(settings, acknowledged)
    return { kills: options.rounds, acknowledged: acknowledged.size, faults }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

type Round = {
  shop: Shop | undefined
  random: () => number
  acknowledged: Map<string, string>
  round: number
  dataDir: string
  aliveMsMax: number
}

async function placeUntilKilled(product: ProductProcess, parts: Round): Promise<Shop> {
  const url = await product.ready
  const account = { email: EMAIL, password: PASSWORD, skus: 5 }
  const shop = parts.shop ?? (await prepareShop(await databaseOf(parts.dataDir), account))
  const headers = await shop.signIn(url)
  const place = async (key: string) => {
    const reply = await shop.place(url, headers, key).catch(() => undefined)
    if (reply?.status === 201) parts.acknowledged.set(key, reply.id)
  }
  // If nothing was acknowledged before the kills, nothing could be lost.
  if (parts.round === 0) await place('kill-first')
  const end = performance.now() + parts.random() * parts.aliveMsMax
  const buyers = Array.from({ length: 8 }, async (_, buyer) => {
    for (let n = 0; performance.now() < end; n++) await place(`kill-${parts.round}-${buyer}-${n}`)
  })
  const over = new AbortController()
  const losesDatabase = parts.random() < DATABASE_SHARE
  const lostAfterMs = parts.random() * parts.aliveMsMax
  const loss = losesDatabase
    ? loseDatabaseLater(parts.dataDir, lostAfterMs, over.signal)
    : undefined
  // The kill hits requests under way, which then end without an answer.
  await delay(end - performance.now())
  over.abort() // A loss that comes late would hit the start of the next round.
  product.child.kill('SIGKILL')
  await Promise.all([...buyers, loss])
  return shop
}

async function loseDatabaseLater(dataDir: string, afterMs: number, over: AbortSignal) {
  try {
    await delay(afterMs, undefined, { signal: over })
    await loseDatabase(path.join(dataDir, 'postgres'))
  } catch {
    // The round is over, or PostgreSQL is being restarted already.
  }
}

/** Kills the PostgreSQL of this folder, which is then restarted by its keeper. */
export async function loseDatabase(folder: string): Promise<void> {
  const text = await readFile(path.join(folder, 'postmaster.pid'), 'utf8')
  process.kill(Number(text.split('\n')[0]), 'SIGKILL')
}

async function judge(
  settings: Record<string, string>,
  acknowledged: Map<string, string>,
): Promise<string[]> {
  const product = startProcess(settings)
  await product.ready
  const dataDir = settings['PENSTOCK_DATA_DIR']!
  const url = await databaseOf(dataDir)
  const pool = openPool(url)
  const faults: string[] = []
  const { rows } = await pool.query<{ id: string; key: string }>(
    'select order_id as id, key from order_keys',
  )
  const stored = new Map(rows.map(({ key, id }) => [key, id]))
  for (const [key, id] of acknowledged) {
    if (stored.get(key) !== id)
      faults.push(`order ${id} of key ${key} was acknowledged and is lost`)
  }
  faults.push(...(await jobsThatAreLost(pool)), ...(await ordersPlacedTwice(pool)))
  await pool.end()
  faults.push(...(await booksOf(url)))
  product.child.kill('SIGTERM')
  const code = await product.exited
  if (code !== 0) faults.push(`the last stop ended with ${code}: ${product.output()}`)
  const pidFile = path.join(dataDir, 'postgres/postmaster.pid')
  if (existsSync(pidFile)) faults.push('postmaster.pid is left')
  return faults
}

/** Each order was sent with a key of its own, so there must be one order for each key. */
async function ordersPlacedTwice(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ number: string }>(
    `select number from orders o where not exists (
       select 1 from order_keys k where k.org_id = o.org_id and k.order_id = o.id)`,
  )
  return rows.map(({ number }) => `order ${number} stands beside the one of its key`)
}

/** Each order is paid through the test gateway, so a job must confirm it in the end. */
async function jobsThatAreLost(pool: pg.Pool): Promise<string[]> {
  const end = performance.now() + SETTLE_MS_MAX
  for (;;) {
    const { rows } = await pool.query<{ open: number }>(
      `select count(*)::int as open from orders where lifecycle = 'placed'`,
    )
    if (rows[0]!.open === 0) return []
    if (performance.now() > end) return [`${rows[0]!.open} orders wait for a job that never came`]
    await delay(200)
  }
}
