import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { signIn, startProduct } from '../product.ts'
import { fuzzApp } from './fuzz.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const REQUESTS = 4_000

/** They end the session of the run, are throttled by design, or fill a whole shop. */
const SKIPPED = /auth\/(logout|logout-everywhere|password|login|refresh|org|register)|\/sessions/

/** What people own; rows of the machinery itself, such as throttles and keys, are not meant. */
const BOOKS = ['orders', 'order_lines', 'stock_movements', 'payment_intents', 'customers']

test('no request that nobody should send breaks the product or its books', async () => {
  const product = await startProduct({ PENSTOCK_ROLES: 'api' })
  try {
    const identityHeaders = [await signIn(product)]
    const report = await fuzzApp(product.app, {
      ...{ seed: SEED, requests: REQUESTS, identityHeaders },
      skip: (operation) => SKIPPED.test(operation),
    })
    expect(report.findings, `FUZZ_SEED=${report.seed}`).toEqual([])
    expect(report.sent).toBeGreaterThanOrEqual(REQUESTS)
    const { db } = product.runtime
    for (const table of BOOKS) {
      const { rows } = await sql<{ n: number }>`
        select /* across orgs */ count(*) as n from ${sql.table(table)}`.execute(db)
      expect([table, rows[0]!.n]).toEqual([table, 0])
    }
  } finally {
    await product.stop()
  }
})
