import {
  type Driver,
  Kysely,
  type KyselyPlugin,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Transaction,
  sql,
} from 'kysely'
import pg from 'pg'
import { isRetryable, outcomeOf } from './database-errors.ts'
import { PoolDriver } from './database-driver.ts'

/** A connection, or a transaction, that knows no table yet: see `tablesOf`. */
export type Db = Kysely<unknown>
export type Tx = Transaction<unknown>

/** Gives a module sight of its own tables, and of no others. */
export const tablesOf =
  <Tables>() =>
  (db: Db) =>
    db as unknown as Kysely<Tables>

export type DatabaseLimits = {
  poolMax: number
  waitMs: number
  queryTimeoutMs: number
  /** Told of each statement; the tests use it to watch that no query forgets its org. */
  onStatement?: (text: string) => void
}

export type Database = {
  db: Db
  pool: pg.Pool
  close(): Promise<void>
}

const INT8 = 20
// Amounts and counters stay below 2^53 by their checks; a string in arithmetic is the worse trap.
pg.types.setTypeParser(INT8, Number)

export function openDatabase(url: string, limits: DatabaseLimits): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.poolMax,
    connectionTimeoutMillis: limits.waitMs,
    // The server's own limit speaks first; the driver's catches a connection that went silent.
    statement_timeout: limits.queryTimeoutMs,
    query_timeout: limits.queryTimeoutMs + 500,
    idle_in_transaction_session_timeout: 30_000,
    lock_timeout: Math.min(5_000, limits.queryTimeoutMs),
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'penstock',
  })
  // An idle connection that breaks is replaced by the pool; without a listener it ends the process.
  pool.on('error', () => {})
  const driver = new PoolDriver(pool, limits.onStatement)
  const db = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: (): Driver => driver,
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  const close = async () => {
    await db.destroy()
    // Kysely leaves the pool open when it has never used it.
    if (!pool.ending) await pool.end()
  }
  return { db, pool, close }
}

const ATTEMPTS_MAX = 3

/**
 * Runs `work` in one transaction, and again when PostgreSQL asks for it, so `work` must touch
 * nothing but the database. A query that is sent after the end is a bug and throws.
 */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(db, work)
    } catch (error) {
      if (!isRetryable(error) || attempt === ATTEMPTS_MAX) throw outcomeOf(error)
    }
  }
}

async function once<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const guard = new OpenGuard()
  try {
    return await db.transaction().execute((tx) => work(tx.withPlugin(guard)))
  } finally {
    guard.open = false
  }
}

/** A promise that nobody awaited would otherwise run its query on somebody else's connection. */
class OpenGuard implements KyselyPlugin {
  open = true

  transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => {
    if (!this.open) throw new Error('A query was sent after its transaction had ended.')
    return node
  }

  transformResult: KyselyPlugin['transformResult'] = ({ result }) => Promise.resolve(result)
}

/** Answers whether the database can be spoken to, within the limits of the pool. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}
