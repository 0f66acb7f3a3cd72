import { intakeChecks } from '#intake'
import { orderChecks } from '#orders'
import { paymentChecks } from '#payments'
import { openDatabase } from '#platform/database.ts'
import { stockChecks } from '#stock'
import { balance } from './balance.ts'

const CHECKS = [...stockChecks, ...paymentChecks, ...orderChecks, ...intakeChecks]

/**
 * Checks the books independently of the product, and then with every check of `verify`. Gives what
 * is wrong.
 */
export async function booksOf(databaseUrl: string): Promise<string[]> {
  const limits = { poolMax: 1, waitMs: 5_000, queryTimeoutMs: 120_000 }
  const { db, pool, close } = openDatabase(databaseUrl, limits)
  try {
    const faults = await balance(pool)
    const { rows } = await pool.query<{ id: string }>('select id from orgs')
    for (const { name, find } of CHECKS) {
      // All statements of a check see the same moment, as the program may still be working.
      const found = await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((tx) => find(tx, { orgId: rows[0]!.id, since: null }))
      faults.push(...found.map(({ subject, detail }) => `${name}: ${subject} ${detail}`))
    }
    return faults
  } finally {
    await close()
  }
}
