import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Page } from 'playwright-core'
import { given } from '#tests/given.ts'
import { commitsOf } from './live-latency.ts'
import type { RunningProduct } from './running-product.ts'
import { notedBy, openOrders } from './web-visits.ts'
import { openPool } from './open-pool.ts'

const PAUSE_MS = [50, 300] as const

/** The time from the commit of each new order until an open list shows it. */
export async function paintedMs(
  page: Page,
  { call }: RunningProduct,
  { url, orders }: { url: string; orders: number },
): Promise<number[]> {
  const pool = openPool(url, 1)
  try {
    const sku = await stocked(pool)
    await openOrders(page)
    await page.locator('html[data-live="on"]').waitFor()
    const ids: string[] = []
    while (ids.length < orders) {
      // At a random moment, which no timer of the page can match.
      await delay(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]))
      ids.push((await call<{ id: string }>('/orders', orderOf(sku))).id)
      await page.waitForFunction(
        (n) => Number.isFinite(window.noted.newOrders[n]?.at),
        ids.length - 1,
      )
    }
    const committed = new Map(await commitsOf(pool, ids))
    const { newOrders } = await notedBy(page)
    return ids.map((id, n) => newOrders[n]!.at - committed.get(id)!)
  } finally {
    await pool.end()
  }
}

async function stocked(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from orgs order by created_at limit 1',
  )
  const sku = `BENCH-${Date.now()}`
  await given(pool, { orgId: rows[0]!.id }).product(sku, 1_000_000)
  return sku
}

const orderOf = (sku: string) => ({
  lines: [{ sku, quantity: 1 }],
  customer: { name: 'Asha Rao', email: 'asha@example.com' },
  shippingAddress: { line1: '1 MG Road', city: 'Pune', postcode: '411001', country: 'IN' },
  payment: { method: 'cod' },
})
