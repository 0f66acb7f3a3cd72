import { given } from '#tests/given.ts'
import { booksOf } from './books.ts'
import { type ProductProcess, startProcess } from './product-process.ts'
import { type Call, caller } from './race-calls.ts'
import { seeded } from './random.ts'
import { tangle } from './tangle.ts'
import { openPool } from './open-pool.ts'

const EMAIL = 'owner@penstock.test'
const PASSWORD = 'correct horse battery staple'
const PROCESSES = 3
const BUYERS = 1_000
const PIECES = 50
const SAME_KEY = 100
const ROUNDS = 10

export type RacesResult = {
  /** How many buyers of the last pieces got which answer. */
  lastPieces: Record<string, number>
  /** The ids that callers with the same key received, and how many orders were made. */
  sameKey: { ids: number; made: number }
  tangled: { orders: number; steps: number }
  faults: string[]
}

/** Callers at three processes on one database, who want the same thing at once. */
export async function races(
  databaseUrl: string,
  options: { tangleMs: number; seed: number },
): Promise<RacesResult> {
  const processes = Array.from({ length: PROCESSES }, () => startProcess(settings(databaseUrl)))
  try {
    const urls = await Promise.all(processes.map(({ ready }) => ready))
    await stock(databaseUrl)
    const calls = await Promise.all(urls.map((url) => caller(url, EMAIL, PASSWORD)))
    const lastPieces = await buyLastPieces(calls)
    const sameKey = await sendSameKey(calls)
    const faults = await cancelAndShip(calls)
    const random = seeded(options.seed)
    const tangled = await tangle(calls, { random, ms: options.tangleMs })
    await Promise.all(calls.map(({ close }) => close()))
    faults.push(...tangled.faults, ...(await stop(processes)), ...(await booksOf(databaseUrl)))
    const { orders, steps } = tangled
    return { lastPieces, sameKey, tangled: { orders, steps }, faults }
  } finally {
    for (const { child } of processes) child.kill('SIGKILL')
  }
}

const settings = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  PENSTOCK_HTTP_PORT: '0',
  PENSTOCK_ADMIN_EMAIL: EMAIL,
  PENSTOCK_ADMIN_PASSWORD: PASSWORD,
  PENSTOCK_LOG_LEVEL: 'warn',
  PENSTOCK_SECRET_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
})

async function stock(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl, 1)
  const { rows } = await pool.query<{ id: string }>('select id from orgs')
  const words = given(pool, { orgId: rows[0]!.id })
  await words.product('LAST', PIECES)
  await words.product('PLENTY', 1_000_000)
  // Half of the SKUs run out, so that both kinds of answers race.
  for (let n = 0; n < 12; n++) await words.product(`T-${n}`, n % 2 === 0 ? 1_000_000 : 300)
  await pool.end()
}

async function buyLastPieces(calls: Call[]): Promise<Record<string, number>> {
  const answers = await Promise.all(
    Array.from({ length: BUYERS }, (_, i) =>
      calls[i % calls.length]!.place([{ sku: 'LAST', quantity: 1 }], `buyer-${i}`),
    ),
  )
  const counts: Record<string, number> = {}
  for (const { word } of answers) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

async function sendSameKey(calls: Call[]): Promise<{ ids: number; made: number }> {
  const answers = await Promise.all(
    Array.from({ length: SAME_KEY }, (_, i) =>
      calls[i % calls.length]!.place([{ sku: 'PLENTY', quantity: 1 }], 'the-same-key'),
    ),
  )
  return {
    ids: new Set(answers.map(({ id }) => id)).size,
    made: answers.filter(({ status }) => status === 201).length,
  }
}

/**
 * Cancels and ships at different processes at once: either the parcel leaves, or the order is
 * cancelled.
 */
async function cancelAndShip([first, second, third]: Call[]): Promise<string[]> {
  const faults: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { id } = await first!.place([{ sku: 'PLENTY', quantity: 1 }], `step-${round}`)
    await first!.step(id, 'CONFIRMED')
    const answers = await Promise.all([
      first!.step(id, 'SHIPPED'),
      second!.step(id, 'CANCELLED'),
      third!.step(id, 'CANCELLED'),
    ])
    const words = answers.map(({ word }) => word).join(', ')
    const isOne =
      words === 'done, step_not_allowed, step_not_allowed' ||
      words === 'step_not_allowed, done, done'
    if (!isOne) faults.push(`ship, cancel and cancel of one order were answered ${words}`)
  }
  return faults
}

async function stop(processes: ProductProcess[]): Promise<string[]> {
  for (const { child } of processes) child.kill('SIGTERM')
  const codes = await Promise.all(processes.map(({ exited }) => exited))
  return codes.filter((code) => code !== 0).map((code) => `a process stopped with ${code}`)
}
