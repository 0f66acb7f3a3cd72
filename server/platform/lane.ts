import pg from 'pg'
import { arrayBytes } from './array-bytes.ts'
import { arrayLiteral, type Element } from './array-literal.ts'
import { commitWasUnsafe } from './database-errors.ts'
import {
  type Answer,
  type KnownStatements,
  type Round,
  type Sent,
  sendRound,
} from './lane-round.ts'
import type { Log } from './log.ts'

/** A statement for a lane. When it has a name, PostgreSQL keeps its plan. */
export type Statement = {
  name: string
  text: string
  values: unknown[]
  /** The same rows as a `copy`, which a lane uses instead where it can. */
  copy?: { text: string; bytes: () => Buffer }
}
export type Rows = Record<string, unknown>[]

/** The connection broke before the outcome of the statements was known. */
export class LaneBroken extends Error {
  override readonly name = 'LaneBroken'
  /** Whether anything was sent. If so, it may have been done. */
  readonly wasSent: boolean

  constructor(message: string, { wasSent, cause }: { wasSent: boolean; cause?: unknown }) {
    super(message, { cause })
    this.wasSent = wasSent
  }
}

type LaneOptions = { log: Log; queryTimeoutMs: number; connectTimeoutMs: number }

/**
 * The statements join small arrays with big tables: without fresh statistics, PostgreSQL would
 * choose to scan the tables. It also has to use one plan for all batches: otherwise it plans each
 * statement anew for the order of a lone caller, which took a quarter of the time (November 2026).
 */
const OPTIONS = [
  ...['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'jit=off'],
  'plan_cache_mode=force_generic_plan',
]
  .map((setting) => `-c ${setting}`)
  .join(' ')

/**
 * A connection that sends several statements at once and reads their answers together, so that a
 * batch costs one round trip and not one for each statement. It must go to PostgreSQL directly,
 * because prepared statements do not work through a pooler.
 */
export class Lane {
  readonly #url: string
  readonly #log: Log
  readonly #queryTimeoutMs: number
  readonly #connectTimeoutMs: number
  #client: pg.Client | undefined
  readonly #known: KnownStatements = new Map()
  #isUnsafe = false
  #begun = 0

  constructor(url: string, options: LaneOptions) {
    this.#url = url
    this.#log = options.log
    this.#queryTimeoutMs = options.queryTimeoutMs
    this.#connectTimeoutMs = options.connectTimeoutMs
  }

  /** Begins a transaction and sends its first statements. */
  begin(statements: Iterable<Statement>): Promise<Rows[]> {
    return this.#sendFirst([BEGIN], statements)
  }

  /**
   * Sends statements that only read, outside of a transaction. If the connection has died, it is
   * replaced and they are sent again.
   */
  async ask(statements: Statement[]): Promise<Rows[]> {
    try {
      return await this.#sendFirst([], statements)
    } catch (error) {
      if (!(error instanceof LaneBroken) || !error.wasSent) throw error
      return this.#sendFirst([], statements)
    }
  }

  /** Opens the connection when there is none; no other method does. */
  async #sendFirst(opening: Statement[], statements: Iterable<Statement>): Promise<Rows[]> {
    const client = await this.#connected()
    const first = this.#isTimeToPlan() ? [DISCARD_PLANS, ...opening] : opening
    const answers = await this.#sendTo(client, joined(first, statements))
    return answers.slice(first.length)
  }

  /** Sends all statements, waits for all answers, and throws the first error of PostgreSQL. */
  async send(statements: Iterable<Statement>): Promise<Rows[]> {
    if (this.#client) return this.#sendTo(this.#client, statements)
    throw new LaneBroken('The connection was lost inside of a transaction.', { wasSent: false })
  }

  /** Sends the last statements of a transaction, followed by the commit. */
  async commit(statements: Iterable<Statement>): Promise<Rows[]> {
    const answers = await this.send(joined(statements, [COMMIT]))
    return answers.slice(0, -1)
  }

  /**
   * A kept plan fits the tables as they were when it was made. For an empty table any index looks
   * equally good, and that choice would stay until the table is analysed, at best a minute later.
   * So the plans are dropped each time the number of transactions has doubled. A new shop that
   * imported its old orders read 5,500 blocks for each look-up of what is known; now it reads 30
   * (November 2026).
   */
  #isTimeToPlan(): boolean {
    this.#begun++
    return (this.#begun & (this.#begun - 1)) === 0
  }

  async #sendTo(client: pg.Client, statements: Iterable<Statement>): Promise<Rows[]> {
    this.#isUnsafe = false
    const { answers, unmade } = await this.#round(client, Iterator.from(statements).map(encoded))
    if (unmade !== undefined) throw unmade
    if (!this.#isUnsafe) return answers.map(rowsOf)
    this.#drop(client)
    throw new LaneBroken('The commit is not on the standby yet.', { wasSent: true })
  }

  async #round(client: pg.Client, sending: Iterable<Sent>): Promise<Round> {
    try {
      return await sendRound(client, sending, this.#known)
    } catch (error) {
      if (error instanceof pg.DatabaseError && !/^(57P|08)/.test(error.code ?? '')) throw error
      this.#drop(client)
      throw new LaneBroken('The connection was lost.', { wasSent: true, cause: error })
    }
  }

  /** Rolls a failed transaction back, so that the lane can be used again. */
  async rollback(): Promise<void> {
    const client = this.#client
    if (!client) return
    await client.query('rollback').catch(() => this.#drop(client))
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(() => {})
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: this.#connectTimeoutMs,
      query_timeout: this.#queryTimeoutMs + 500,
      statement_timeout: this.#queryTimeoutMs,
      lock_timeout: Math.min(5_000, this.#queryTimeoutMs),
      keepAlive: true,
      application_name: 'penstock-lane',
      options: OPTIONS,
    })
    // PostgreSQL only warns about a commit that has not reached the standby. Here it counts as
    // lost.
    client.on('notice', (notice) => {
      if (commitWasUnsafe(notice)) this.#isUnsafe = true
    })
    client.on('error', (error) => {
      this.#log.warn({ err: error }, 'A lane lost its connection')
      this.#drop(client)
    })
    try {
      await client.connect()
    } catch (error) {
      this.#drop(client)
      throw new LaneBroken('The database cannot be reached.', { wasSent: false, cause: error })
    }
    this.#client = client
    this.#known.clear()
    return client
  }

  #drop(client: pg.Client): void {
    if (this.#client === client) this.#client = undefined
    client.end().catch(() => {})
  }
}

function encoded(statement: Statement): Sent {
  const { name, text, copy } = statement
  if (copy) return { name, text: copy.text, values: [], rows: copy.bytes() }
  const types = typesOf(text)
  return { name, text, values: statement.values.map((value, i) => encodedValue(value, types[i])) }
}

function encodedValue(value: unknown, type: string | undefined): Buffer | string | null {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return encodedArray(value as Element[], type)
  if (typeof value === 'string' || Buffer.isBuffer(value)) return value
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
}

const encodedArray = (elements: Element[], type: string | undefined): Buffer | string =>
  (type && arrayBytes(type, elements)) || arrayLiteral(elements)

const knownTypes = new Map<string, string[]>()

/**
 * The array types of a statement's values, read from its text, such as `$2::uuid[]`. There are few
 * statements, so they are remembered.
 */
function typesOf(text: string): string[] {
  const known = knownTypes.get(text)
  if (known) return known
  const types: string[] = []
  for (const [, position, type] of text.matchAll(/\$(\d+)::(\w+)\[\]/g)) {
    types[Number(position) - 1] = type!
  }
  knownTypes.set(text, types)
  return types
}

/**
 * A commit after a failed statement is answered with ROLLBACK, which PostgreSQL does not report as
 * an error.
 */
function rowsOf({ name, command, rows }: Answer): Rows {
  if (name === COMMIT.name && command === 'ROLLBACK') {
    throw new Error('The transaction had failed before its commit.')
  }
  return rows
}

const BEGIN: Statement = { name: 'begin', text: 'begin', values: [] }
const COMMIT: Statement = { name: 'commit', text: 'commit', values: [] }
const DISCARD_PLANS: Statement = { name: '', text: 'discard plans', values: [] }

function* joined<Item>(first: Iterable<Item>, second: Iterable<Item>): Generator<Item> {
  yield* first
  yield* second
}
