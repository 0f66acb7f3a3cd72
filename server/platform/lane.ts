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

/** One statement that a lane sends; a name makes PostgreSQL keep its plan. */
export type Statement = {
  name: string
  text: string
  values: unknown[]
  /** The same for rows that a lane may copy instead. */
  copy?: { text: string; bytes: () => Buffer }
}
export type Rows = Record<string, unknown>[]

/** The connection broke before it was known what became of the statements. */
export class LaneBroken extends Error {
  override readonly name = 'LaneBroken'
  /** Whether anything was sent: then it may have been done. */
  readonly wasSent: boolean

  constructor(message: string, { wasSent, cause }: { wasSent: boolean; cause?: unknown }) {
    super(message, { cause })
    this.wasSent = wasSent
  }
}

type LaneOptions = { log: Log; queryTimeoutMs: number; connectTimeoutMs: number }

/**
 * Small arrays against big tables: with fresh statistics missing, a scan would be chosen. And one
 * plan for all batches: for the order of a lone caller PostgreSQL would plan each statement anew,
 * which took a quarter of the time (November 2026).
 */
const OPTIONS = [
  ...['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'jit=off'],
  'plan_cache_mode=force_generic_plan',
]
  .map((setting) => `-c ${setting}`)
  .join(' ')

/**
 * A connection of its own that sends several statements at once and reads the answers together, so
 * that a batch costs a round trip and not one per statement. It goes to the server directly: kept
 * plans do not pass a pooler.
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

  /** Sends what a transaction begins with. */
  begin(statements: Iterable<Statement>): Promise<Rows[]> {
    return this.#sendFirst([BEGIN], statements)
  }

  /** What only reads, outside of a transaction. A connection that has died is replaced. */
  async ask(statements: Statement[]): Promise<Rows[]> {
    try {
      return await this.#sendFirst([], statements)
    } catch (error) {
      if (!(error instanceof LaneBroken) || !error.wasSent) throw error
      return this.#sendFirst([], statements)
    }
  }

  /** Only here a connection is opened. */
  async #sendFirst(opening: Statement[], statements: Iterable<Statement>): Promise<Rows[]> {
    const client = await this.#connected()
    const first = this.#isTimeToPlan() ? [DISCARD_PLANS, ...opening] : opening
    const answers = await this.#sendTo(client, joined(first, statements))
    return answers.slice(first.length)
  }

  /** Sends all, waits for all, and throws the first error that PostgreSQL gave. */
  async send(statements: Iterable<Statement>): Promise<Rows[]> {
    if (this.#client) return this.#sendTo(this.#client, statements)
    throw new LaneBroken('The connection was lost inside of a transaction.', { wasSent: false })
  }

  /** Sends the last of a transaction, and the commit behind it. */
  commit(statements: Iterable<Statement>): Promise<Rows[]> {
    return this.send(joined(statements, [COMMIT]))
  }

  /**
   * A kept plan is one for tables as big as they were: of an empty one any index is as good, and
   * the choice stays until somebody counts the table, at best a minute later. So plans are made
   * anew each time that twice as many of them have begun. A new shop that takes in its old
   * orders read 5,500 blocks for each look at what is known, and reads 30 now (November 2026).
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

  /** Leaves a failed transaction behind, so that the lane can be used again. */
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
    // A commit that is not on the standby yet is only warned about: it counts as lost.
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

/** Statements are few and say what they take: `$2::uuid[]`. */
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

/** In a transaction that had failed, a commit answers ROLLBACK and calls that a success. */
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
