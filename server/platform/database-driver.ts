import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import type pg from 'pg'
import { CommitUnknown, commitWasUnsafe, isBroken } from './database-errors.ts'

/**
 * Kysely's driver over our pool. It differs from Kysely's own driver in three ways: a connection
 * that broke is closed and not given to the next caller; a commit that the server calls unsafe is
 * an error; and a commit whose answer was lost is told apart from a commit that was refused.
 */
export class PoolDriver implements Driver {
  readonly #pool: pg.Pool
  readonly #onStatement: ((text: string) => void) | undefined

  constructor(pool: pg.Pool, onStatement: ((text: string) => void) | undefined) {
    this.#pool = pool
    this.#onStatement = onStatement
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new PoolConnection(await this.#pool.connect(), this.#onStatement)
  }

  async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : ''
    await connection.executeQuery(CompiledQuery.raw(`begin${level}`))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as PoolConnection).commit()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as PoolConnection).rollback()
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    ;(connection as PoolConnection).release()
  }

  async destroy(): Promise<void> {
    await this.#pool.end()
  }
}

class PoolConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient
  readonly #onStatement: ((text: string) => void) | undefined
  readonly #onNotice: (notice: { code?: string | undefined; message?: string | undefined }) => void
  #broken = false
  #unsafe = false

  constructor(client: pg.PoolClient, onStatement: ((text: string) => void) | undefined) {
    this.#client = client
    this.#onStatement = onStatement
    this.#onNotice = (notice) => {
      if (commitWasUnsafe(notice)) this.#unsafe = true
    }
    client.on('notice', this.#onNotice)
    client.on('error', this.#onError)
  }

  readonly #onError = () => {
    this.#broken = true
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#onStatement?.(query.sql)
    try {
      const result = await this.#client.query(query.sql, [...query.parameters])
      const rows = result.rows as Row[]
      if (result.command === 'SELECT' || result.rowCount === null) return { rows }
      return { rows, numAffectedRows: BigInt(result.rowCount) }
    } catch (error) {
      if (isBroken(error)) this.#broken = true
      throw error
    }
  }

  async commit(): Promise<void> {
    try {
      const result = await this.#client.query('commit')
      if (result.command === 'ROLLBACK')
        throw new Error('The transaction had failed before commit.')
    } catch (error) {
      if (!isBroken(error)) throw error
      this.#broken = true
      throw new CommitUnknown(error)
    }
    if (this.#unsafe) throw new CommitUnknown(new Error('The commit is not on the standby yet.'))
  }

  /** A connection that cannot even roll back is closed, which rolls back as well. */
  async rollback(): Promise<void> {
    if (this.#broken) return
    try {
      await this.#client.query('rollback')
    } catch {
      this.#broken = true
    }
  }

  release(): void {
    this.#client.off('notice', this.#onNotice)
    this.#client.off('error', this.#onError)
    this.#client.release(this.#broken)
  }

  // oxlint-disable-next-line require-yield -- The interface asks for a generator; nobody streams.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Streaming goes by position, page after page.')
  }
}
