import pg from 'pg'

/**
 * A statement as it is sent: its values are encoded as PostgreSQL takes them, as bytes or as text.
 */
export type Sent = {
  name: string
  text: string
  values: (Buffer | string | null)[]
  /**
   * The rows of a `copy … from stdin`. They are sent right behind it, without waiting for
   * PostgreSQL to ask.
   */
  rows?: Buffer
}
/** The answer to one statement, which `name` names. */
export type Answer = { name: string; command: string; rows: Record<string, unknown>[] }

type Field = { name: string; read: (text: string) => unknown }
type Described = { fields: readonly { name: string; dataTypeID: number }[] }

/** The columns that each named statement gives, for statements that a connection has run before. */
export type KnownStatements = Map<string, readonly Field[]>

/** Small messages are written to the socket together: each write is a system call. */
const PIECE_BYTES = 16 * 1024

/**
 * Statements that are sent together, with one `Sync` behind all of them. PostgreSQL then answers
 * once instead of once for each statement, and skips the statements after one that failed. They are
 * encoded while they are sent, so that PostgreSQL works on the first ones meanwhile. The columns of
 * a named statement are asked for only when it is prepared. The driver `pg` calls the `handle…`
 * methods.
 */
export class Round {
  /** The driver wraps this with its own timeout. */
  callback: (error: unknown) => void = () => {}
  readonly answers: Answer[] = []
  /** Why a statement could not be encoded. Neither it nor any statement after it was sent. */
  unmade: unknown
  readonly #sending: Iterable<Sent>
  readonly #names: string[] = []
  readonly #known: KnownStatements
  #fields: readonly Field[] | undefined
  #rows: Answer['rows'] = []
  #fault: unknown

  constructor(sending: Iterable<Sent>, known: KnownStatements) {
    this.#sending = sending
    this.#known = known
  }

  submit(connection: pg.Connection): void {
    connection.stream.cork()
    try {
      for (const sent of this.#sending) {
        this.#put(connection, sent)
        if (connection.stream.writableLength < PIECE_BYTES) continue
        connection.stream.uncork()
        connection.stream.cork()
      }
    } catch (error) {
      // PostgreSQL still answers what was sent before.
      this.unmade = error
    }
    connection.sync()
    connection.stream.uncork()
    this.#begin()
  }

  #put(connection: pg.Connection, { name, text, values, rows }: Sent): void {
    const isKnown = this.#known.has(name)
    if (!isKnown && !(name && this.#names.includes(name))) {
      // An earlier failure may have left the name prepared, and a name cannot be prepared twice.
      if (name) connection.close({ type: 'S', name }, true)
      connection.parse({ name, text, types: [] }, true)
    }
    connection.bind({ statement: name, values }, true)
    if (!isKnown) connection.describe({ type: 'P', name: '' }, true)
    connection.execute(null, true)
    if (rows) for (const part of copyMessages(rows)) connection.stream.write(part)
    this.#names.push(name)
  }

  handleRowDescription({ fields }: Described): void {
    this.#fields = fields.map(({ name, dataTypeID }) => ({
      name,
      read: pg.types.getTypeParser(dataTypeID, 'text'),
    }))
  }

  handleDataRow({ fields: texts }: { fields: (string | null)[] }): void {
    const row: Record<string, unknown> = {}
    try {
      for (const [i, { name, read }] of this.#fields!.entries()) {
        const text = texts[i]
        row[name] = text === null || text === undefined ? null : read(text)
      }
    } catch (error) {
      this.#fault ??= error
    }
    this.#rows.push(row)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const name = this.#names[this.answers.length]!
    if (name) this.#known.set(name, this.#fields ?? [])
    this.answers.push({ name, command: text.split(' ', 1)[0]!, rows: this.#rows })
    this.#begin()
  }

  /** Nothing to do: the rows were sent along with the statement. */
  handleCopyInResponse(): void {}

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' })
  }

  handleReadyForQuery(): void {
    this.callback(this.#fault ?? null)
  }

  handleError(error: unknown): void {
    this.callback(error)
  }

  #begin(): void {
    const next = this.#names[this.answers.length]
    this.#rows = []
    this.#fields = next ? this.#known.get(next) : undefined
  }
}

/** The messages `CopyData` (its length includes the four bytes of the length) and `CopyDone`. */
function copyMessages(rows: Buffer): Buffer[] {
  const head = Buffer.from('d\0\0\0\0')
  head.writeInt32BE(rows.length + 4, 1)
  return [head, rows, COPY_DONE]
}

const COPY_DONE = Buffer.from('c\0\0\0\u0004')

/** Sends a round over a connection that nobody else uses meanwhile. Throws the first error. */
export async function sendRound(
  client: pg.Client,
  sending: Iterable<Sent>,
  known: KnownStatements,
): Promise<Round> {
  const round = new Round(sending, known)
  await new Promise<void>((resolve, reject) => {
    round.callback = (error) => {
      if (error === null || error === undefined) resolve()
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- Not ours.
      else reject(error)
    }
    client.query(round)
  })
  return round
}
