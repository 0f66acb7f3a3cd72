import pg from 'pg'

/** What is sent: values as PostgreSQL takes them, as bytes or as text. */
export type Sent = {
  name: string
  text: string
  values: (Buffer | string | null)[]
  /** What a `copy … from stdin` takes: it is sent behind it without asking. */
  rows?: Buffer
}
/** `name`: of the statement that this answers. */
export type Answer = { name: string; command: string; rows: Record<string, unknown>[] }

type Field = { name: string; read: (text: string) => unknown }
type Described = { fields: readonly { name: string; dataTypeID: number }[] }

/** How the rows of named statements look that a connection has answered before. */
export type KnownStatements = Map<string, readonly Field[]>

/** Small statements go in one piece, or each message would be a call of the system. */
const PIECE_BYTES = 16 * 1024

/**
 * Statements that go to PostgreSQL together, with one `Sync` behind all: it answers once instead of
 * once per statement, and skips what stands behind a failure. They are made as they are sent, so
 * that PostgreSQL works on the first while the rest is made. What a named statement gives is asked
 * when it is prepared, and not again. The driver calls the methods.
 */
export class Round {
  /** The driver puts its clock around it. */
  callback: (error: unknown) => void = () => {}
  readonly answers: Answer[] = []
  /** Why a statement could not be made: it was not sent, nor was any behind it. */
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
      // What is sent already is answered all the same.
      this.unmade = error
    }
    connection.sync()
    connection.stream.uncork()
    this.#begin()
  }

  #put(connection: pg.Connection, { name, text, values, rows }: Sent): void {
    const isKnown = this.#known.has(name)
    if (!isKnown && !(name && this.#names.includes(name))) {
      // A failure may have left it behind, and a name can only be given once.
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

  /** The rows are on their way already. */
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

/** One message of rows, whose length counts itself, and that there are no more. */
function copyMessages(rows: Buffer): Buffer[] {
  const head = Buffer.from('d\0\0\0\0')
  head.writeInt32BE(rows.length + 4, 1)
  return [head, rows, COPY_DONE]
}

const COPY_DONE = Buffer.from('c\0\0\0\u0004')

/** Sends a round over a connection that nobody else uses meanwhile; throws what failed first. */
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
