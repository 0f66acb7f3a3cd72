import { once } from 'node:events'
import { Readable } from 'node:stream'
import type pg from 'pg'

/**
 * The methods of a connection that a query may use. The driver passes it on, but has no types for
 * it.
 */
type Wire = {
  stream: NodeJS.WritableStream & NodeJS.ReadableStream & { writableNeedDrain: boolean }
  query(text: string): void
  sendCopyFromChunk(chunk: Uint8Array): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

const BLOCK_BYTES = 128 * 1024

/** The rows of `copy … to stdout` as a stream. PostgreSQL waits while nobody reads it. */
export function copyOut(client: pg.Client, statement: string): Readable {
  let wire: Wire | undefined
  const rows = new Readable({
    highWaterMark: 8 * BLOCK_BYTES,
    read: () => void wire?.stream.resume(),
  })
  // The driver reuses its buffer, so each row is copied out of it at once.
  let block = Buffer.allocUnsafe(BLOCK_BYTES)
  let used = 0
  const give = (bytes: Buffer) => {
    if (bytes.length > 0 && !rows.push(bytes)) wire?.stream.pause()
  }
  const giveBlock = () => {
    give(block.subarray(0, used))
    block = Buffer.allocUnsafe(BLOCK_BYTES)
    used = 0
  }
  query(client, statement, {
    submitted: (own) => (wire = own),
    handleCopyData({ chunk }) {
      if (used + chunk.length > BLOCK_BYTES) giveBlock()
      if (chunk.length > BLOCK_BYTES) give(Buffer.from(chunk))
      else used += chunk.copy(block, used)
    },
    handleReadyForQuery() {
      giveBlock()
      rows.push(null)
      wire?.stream.resume() // Lets the other rows pass, so that the next query gets its answer.
    },
    handleError: (error) => void rows.destroy(error),
  })
  return rows
}

/** Sends `rows` to `copy … from stdin`. */
export function copyIn(client: pg.Client, statement: string, rows: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = new AbortController()
    query(client, statement, {
      handleCopyInResponse: (wire) => void feed(wire, rows, refused.signal),
      handleReadyForQuery: () => resolve(),
      handleError(error) {
        refused.abort(error)
        reject(error)
      },
    })
  })
}

async function feed(wire: Wire, rows: Readable, refused: AbortSignal): Promise<void> {
  try {
    for await (const chunk of rows) {
      refused.throwIfAborted()
      wire.sendCopyFromChunk(chunk as Buffer)
      if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain', { signal: refused })
    }
    wire.endCopyFrom()
  } catch (error) {
    rows.destroy()
    // PostgreSQL answers this with an error, which the caller receives.
    wire.sendCopyFail(error instanceof Error ? error.message : 'The rows ended.')
  }
}

type Handlers = {
  submitted?: (wire: Wire) => void
  handleCopyInResponse?: (wire: Wire) => void
  handleCopyData?: (message: { chunk: Buffer }) => void
  handleReadyForQuery: () => void
  handleError: (error: Error) => void
}

/** Submits a query of our own; the driver calls its handlers for each message of PostgreSQL. */
function query(client: pg.Client, statement: string, handlers: Handlers): void {
  const nothing = () => {}
  client.query({
    submit(connection: unknown) {
      const wire = connection as Wire
      handlers.submitted?.(wire)
      wire.query(statement)
    },
    handleRowDescription: nothing,
    handleDataRow: nothing,
    handleCommandComplete: nothing,
    handleEmptyQuery: nothing,
    handlePortalSuspended: nothing,
    handleCopyInResponse: nothing,
    handleCopyData: nothing,
    ...handlers,
  } as pg.Submittable)
}
