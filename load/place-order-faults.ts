import type pg from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import { pgbench } from './pgbench.ts'
import { inProcess } from './place-order-callers.ts'

const HOLD_MS = 1_500

/**
 * Measures a bad day: bad commands, repeats and a row that somebody keeps locked; and a single
 * caller.
 */
export async function withFaults(
  url: string,
  pool: pg.Pool,
  { seconds }: { seconds: number },
): Promise<Record<string, number>> {
  const common = { hot: false, seconds, callers: 256 }
  const clean = await inProcess(url, common)
  const bad = await inProcess(url, { ...common, isBad: () => Math.random() < 0.001 })
  const repeats = await inProcess(url, { ...common, isRepeat: () => Math.random() < 0.05 })
  const one = await inProcess(url, { ...common, callers: 1 })
  const normal = await inProcess(url, { ...common, callers: 32, seconds: 2 })
  const held = await whileHeld(pool, () => inProcess(url, { ...common, callers: 32, seconds: 2 }))
  return {
    cleanPerSecond: clean.perSecond,
    withBadPerSecond: bad.perSecond,
    withRepeatsPerSecond: repeats.perSecond,
    engineOneP50Ms: one.p50Ms,
    pgbenchOneMs: pgbench(url, { run: 9_001, clients: 1, hot: false, seconds: 2 }).meanMs,
    normalP99Ms: normal.p99Ms,
    heldP99Ms: held.p99Ms,
  }
}

/** Keeps one SKU of ten thousand locked for a while, as if somebody had forgotten to commit. */
async function whileHeld<Result>(pool: pg.Pool, work: () => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query(`select from stock_levels where sku = 'SKU-1' for update`)
  const released = delay(HOLD_MS).then(() => client.query('rollback'))
  const [result] = await Promise.all([work(), released])
  client.release()
  return result
}
