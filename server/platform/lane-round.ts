import pg from 'pg'

/** What is sent: values as PostgreSQL takes them, as bytes or as text. */
export type Sent = { name: string; text: string; values: (Buffer | string | null)[] }
export type Answer = { command: string; rows: Record<string, unknown>[] }

type Field = { name: string; read: (text: string) => unknown }
type Described = { fields: readonly { name: string; dataTypeID: number }[] }

/** How the rows of named statements look that a connection has answered before. */
export type KnownStatements = Map<string, readonly Field[]>

/**
 * Statements that go to PostgreSQL together, with one `Sync` behind all: it answers once instead of
 * once per statement, and skips what stands behind a failure. What a named statement gives is asked
 * when it is prepared, and not again. The driver calls the methods.
 */
export class Round {
  /** The driver puts its clock around it. */
  callback: (error: unknown) => void = () => {}
  readonly answers: Answer[] = []
  readonly #sent: readonly Sent[]
  readonly #known: KnownStatements
  #fields: readonly Field[] | undefined
  #rows: Answer['rows'] = []
  #fault: unknown

  constructor(sent: readonly Sent[], known: KnownStatements) {
    this.#sent = sent
    this.#known = known
    this.#begin()
  }

  submit(connection: pg.Connection): void {
    const prepared = new Set<string>()
    // In one piece, or each message would be a call of the system.
    connection.stream.cork()
    for (const { name, text, values } of this.#sent) {
      const isKnown = this.#known.has(name)
      if (!isKnown && !prepared.has(name)) {
        // A failure may have left it behind, and a name can only be given once.
        if (name) connection.close({ type: 'S', name }, true)
        connection.parse({ name, text, types: [] }, true)
        if (name) prepared.add(name)
      }
      connection.bind({ statement: name, values }, true)
      if (!isKnown) connection.describe({ type: 'P', name: '' }, true)
      connection.execute(null, true)
    }
    connection.sync()
    connection.stream.uncork()
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
    const { name } = this.#sent[this.answers.length]!
    if (name) this.#known.set(name, this.#fields ?? [])
    this.answers.push({ command: text.split(' ', 1)[0]!, rows: this.#rows })
    this.#begin()
  }

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
    const next = this.#sent[this.answers.length]
    this.#rows = []
    this.#fields = next && this.#known.get(next.name)
  }
}

/** Sends a round over a connection that nobody else uses meanwhile; throws what failed first. */
export async function sendRound(
  client: pg.Client,
  sent: readonly Sent[],
  known: KnownStatements,
): Promise<Answer[]> {
  const round = new Round(sent, known)
  await new Promise<void>((resolve, reject) => {
    round.callback = (error) => {
      if (error === null || error === undefined) resolve()
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- Not ours.
      else reject(error)
    }
    client.query(round)
  })
  return round.answers
}
