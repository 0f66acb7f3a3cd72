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

/** A connection or a transaction that cannot be used to query a table yet; see `tablesOf`. */
export type Db = Kysely<unknown>
export type Tx = Transaction<unknown>

/** Lets a module query its own tables, and no others. */
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
// Checks keep amounts and counters below 2^53, so a number is exact. A string in arithmetic would
// be the worse trap.
pg.types.setTypeParser(INT8, Number)

export function openDatabase(url: string, limits: DatabaseLimits): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.poolMax,
    connectionTimeoutMillis: limits.waitMs,
    // The limit of the server acts first; that of the driver is for a connection that went silent.
    statement_timeout: limits.queryTimeoutMs,
    query_timeout: limits.queryTimeoutMs + 500,
    idle_in_transaction_session_timeout: 30_000,
    lock_timeout: Math.min(5_000, limits.queryTimeoutMs),
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'penstock',
  })
  // The pool replaces an idle connection that breaks. Without a listener, its error would end the
  // process.
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
    // Kysely does not close a pool that it has never used.
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

/**
 * A query that nobody awaited could otherwise run on a connection that belongs to somebody else by
 * then.
 */
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
