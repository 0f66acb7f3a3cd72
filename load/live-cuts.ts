import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { freePort } from '#tests/free-port.ts'
import { anOrder } from './live-latency.ts'
import { type Viewer, viewer } from './live-viewer.ts'
import { seeded } from './random.ts'
import { runningProduct, type RunningProduct } from './running-product.ts'

const CALLERS = 16
const PER_ROLE = 3
const CUT_MS_MAX = 100
const LOOK_EVERY_MS = 100
const QUIET_MS_MAX = 60_000

/**
 * What each role may see, by the noun of the event. Written down here, because the product is what
 * is tested.
 */
const ORDERS = ['order', 'payment', 'bulk']
const STOCK = ['stock', 'location', 'product']
const ROLES = [
  { name: 'packer', scopes: ['orders.read', 'stock.read'], nouns: [...ORDERS, ...STOCK] },
  { name: 'clerk', scopes: ['customers.read'], nouns: ['customer'] },
  { name: 'buyer', scopes: ['orders.read'], nouns: ORDERS },
]

type Judged = { viewer: Viewer; nouns: string[] }
type Figures = Record<string, number>

/**
 * Cuts the connections of viewers with three roles at random moments, and kills or stops the
 * program, while orders are placed. In the end each viewer must have all events that they may see,
 * in order and each once.
 */
export async function liveCuts(
  url: string,
  pool: pg.Pool,
  { events, restarts, seed }: { events: number; restarts: number; seed: number },
): Promise<Figures> {
  const settings = { PENSTOCK_HTTP_PORT: String(await freePort()) }
  let product = await runningProduct(url, settings)
  const all = await viewersOf(product)
  const over = new AbortController()
  try {
    const base = await lastId(pool)
    const placing = Array.from({ length: CALLERS }, () => placeUntil(over.signal, () => product))
    const cutting = cutUntil(over.signal, all, seeded(seed))
    for (let restart = 0; restart < restarts; restart++) {
      await untilTold(pool, base, ((restart + 1) * events) / (restarts + 1))
      // Every second restart is a kill, without a clean shutdown.
      await product.stop(restart % 2 === 0 ? 'SIGKILL' : 'SIGTERM')
      product = await runningProduct(url, settings)
      process.stderr.write(`  restart ${restart + 1} of ${restarts}\n`)
    }
    await untilTold(pool, base, events)
    over.abort()
    await Promise.all([...placing, cutting])
    return { restarts, ...(await compared(pool, base, all)) }
  } finally {
    over.abort()
    for (const one of all) one.viewer.end()
    await product.stop()
  }
}

async function viewersOf({ address, call }: RunningProduct): Promise<Judged[]> {
  const all: Judged[] = []
  for (const { name, scopes, nouns } of ROLES) {
    const key = { name, scopes: [...scopes, 'live.read'] }
    const { secret } = await call<{ secret: string }>('/api-keys', key)
    for (let n = 0; n < PER_ROLE; n++) {
      all.push({ viewer: viewer(address, { authorization: `Bearer ${secret}` }), nouns })
    }
  }
  await Promise.all(all.map((one) => one.viewer.hello))
  return all
}

async function placeUntil(over: AbortSignal, product: () => RunningProduct): Promise<void> {
  while (!over.aborted) {
    // The program may be away at the moment. Whether the order was placed is read from the history.
    await product()
      .call('/orders', anOrder())
      .catch(() => delay(LOOK_EVERY_MS))
  }
}

async function cutUntil(over: AbortSignal, all: Judged[], random: () => number): Promise<void> {
  while (!over.aborted) {
    await delay(random() * CUT_MS_MAX)
    all[Math.floor(random() * all.length)]!.viewer.cut()
  }
}

async function lastId(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    '/* across orgs */ select coalesce(max(id), 0) as id from history',
  )
  return Number(rows[0]!.id)
}

async function untilTold(pool: pg.Pool, base: number, events: number): Promise<void> {
  while ((await lastId(pool)) - base < events) await delay(LOOK_EVERY_MS)
}

type Told = { noun: string; key: string }

async function toldAfter(pool: pg.Pool, base: number): Promise<Told[]> {
  const { rows } = await pool.query<{ type: string; id: string; at: Date }>(
    `/* across orgs */ select type, subject_id as id, at from history
     where history.id > $1 order by history.xid, history.id`,
    [base],
  )
  return rows.map(({ type, id, at }) => ({
    ...{ noun: type.split('.')[0]!, key: `${type} ${id} ${at.toISOString()}` },
  }))
}

/** Waits for the events of the last jobs, until all viewers have everything or the time is over. */
async function compared(pool: pg.Pool, base: number, all: Judged[]): Promise<Figures> {
  const end = performance.now() + QUIET_MS_MAX
  for (;;) {
    const told = await toldAfter(pool, base)
    await delay(LOOK_EVERY_MS)
    const figures = { told: told.length, viewers: all.length, ...summed(told, all) }
    const isSame = figures.missing === 0 && figures.doubled === 0
    if (isSame || performance.now() > end) return figures
  }
}

function summed(told: Told[], all: Judged[]): Figures & { missing: number; doubled: number } {
  const sums = { seen: 0, missing: 0, doubled: 0, unordered: 0, forbidden: 0 }
  for (const {
    viewer: { events },
    nouns,
  } of all) {
    const wanted = told.filter(({ noun }) => nouns.includes(noun)).map(({ key }) => key)
    const got = events.map(({ event, subject, at }) => `${event} ${subject.id} ${at}`)
    const left = new Map<string, number>()
    for (const key of wanted) left.set(key, (left.get(key) ?? 0) + 1)
    for (const key of got) left.set(key, (left.get(key) ?? 0) - 1)
    const differences = [...left.values()]
    sums.seen += got.length
    sums.missing += differences.reduce((sum, one) => sum + Math.max(0, one), 0)
    sums.doubled += differences.reduce((sum, one) => sum + Math.max(0, -one), 0)
    sums.unordered += wanted.findIndex((key, n) => got[n] !== key) < 0 ? 0 : 1
    sums.forbidden += events.filter(({ event }) => !nouns.includes(event.split('.')[0]!)).length
  }
  return sums
}
