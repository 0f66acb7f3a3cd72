import { sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '#platform/database.ts'
import { codeOf } from '#platform/database-errors.ts'

const CANCELLED = '57014'

/** What may take too long on a bad day: given up after so long, and then `undefined`. */
export async function withinMs<T>(
  db: Db,
  ms: number,
  work: (tx: Tx) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await inTransaction(db, async (tx) => {
      // Without a parameter it is one message, and nothing has to be planned.
      await sql.raw(`set local statement_timeout = ${Math.ceil(ms)}`).execute(tx)
      return work(tx)
    })
  } catch (error) {
    if (codeOf(error instanceof Error ? error.cause : undefined) === CANCELLED) return undefined
    throw error
  }
}
