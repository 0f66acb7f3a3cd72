import { sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '#platform/database.ts'
import { codeOf, SQLSTATE } from '#platform/database-errors.ts'

/** Gives work up that takes longer, and is `undefined` then. */
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
    const cause = error instanceof Error ? error.cause : undefined
    if (codeOf(cause) === SQLSTATE.queryCanceled) return undefined
    throw error
  }
}
