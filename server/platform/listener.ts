import pg from 'pg'
import type { Log } from './log.ts'

/**
 * Receives the payload of a notification, or `undefined` after every connect, when notifications
 * may have been missed.
 */
type Heard = (payload: string | undefined) => void

/** The one connection on which this process receives PostgreSQL's notifications. */
export type Listener = {
  /** Gives a function that stops listening. */
  listen(channel: string, heard: Heard): () => void
  close(): Promise<void>
}

type Options = {
  log: Log
  /** How often a silent connection is checked. */
  checkMs?: number
  /** How long the check, or connecting, may take. */
  answerMs?: number
}

const RETRY_FIRST_MS = 100
const RETRY_MAX_MS = 5_000

/** `url` must lead to PostgreSQL itself: notifications do not pass a pooler. */
export function createListener(url: string, options: Options): Listener {
  const channels = new Map<string, Set<Heard>>()
  const closing = new AbortController()
  let current: pg.Client | undefined

  const tell = (channel: string, payload: string | undefined) => {
    for (const heard of channels.get(channel) ?? []) {
      try {
        heard(payload)
      } catch (error) {
        options.log.error({ err: error, channel }, 'listener_failed')
      }
    }
  }
  const subscribe = (client: pg.Client, channel: string) =>
    inTurn(client, `listen ${pg.escapeIdentifier(channel)}`)

  const ready = async (client: pg.Client) => {
    current = client
    for (const channel of channels.keys()) await subscribe(client, channel)
    for (const channel of channels.keys()) tell(channel, undefined)
  }
  const running = keepConnected(url, options, { closing: closing.signal, ready, tell })

  return {
    listen(channel, heard) {
      const known = channels.get(channel)
      const all = known ?? new Set()
      channels.set(channel, all.add(heard))
      // A connection that fails here is replaced, and the new one listens to all channels.
      if (!known && current)
        subscribe(current, channel).then(
          () => heard(undefined),
          () => {},
        )
      return () => void all.delete(heard)
    },
    async close() {
      closing.abort()
      await running
    },
  }
}

type Session = {
  closing: AbortSignal
  ready: (client: pg.Client) => Promise<void>
  tell: (channel: string, payload: string | undefined) => void
}

async function keepConnected(url: string, options: Options, session: Session): Promise<void> {
  let waitMs = RETRY_FIRST_MS
  while (!session.closing.aborted) {
    try {
      await hold(url, options, {
        ...session,
        ready: async (client) => {
          await session.ready(client)
          waitMs = RETRY_FIRST_MS
        },
      })
    } catch (error) {
      if (session.closing.aborted) return
      options.log.warn({ err: error, retryMs: waitMs }, 'listener_lost')
      await pause(waitMs, session.closing)
      waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)
    }
  }
}

/**
 * Keeps one connection until it breaks. A dead network does not report that by itself, so the
 * connection is checked.
 */
async function hold(url: string, options: Options, session: Session): Promise<void> {
  const { checkMs = 5_000, answerMs = 3_000 } = options
  const client = new pg.Client({
    connectionString: url,
    application_name: 'penstock-listener',
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  })
  const broken = new AbortController()
  const breaks = (error?: Error) => broken.abort(error ?? new Error('The connection has ended.'))
  client.on('error', breaks)
  client.on('end', () => breaks())
  client.on('notification', ({ channel, payload }) => session.tell(channel, payload ?? ''))
  try {
    await client.connect()
    await session.ready(client)
    const either = AbortSignal.any([broken.signal, session.closing])
    while (!session.closing.aborted) {
      await pause(checkMs, either)
      broken.signal.throwIfAborted()
      await inTurn(client, 'select 1')
    }
  } finally {
    drop(client)
  }
}

const lastQueries = new WeakMap<pg.Client, Promise<unknown>>()

/** Queries one after the other: the driver allows no second one while it waits for an answer. */
function inTurn(client: pg.Client, text: string): Promise<unknown> {
  const query = (lastQueries.get(client) ?? Promise.resolve()).then(() => client.query(text))
  lastQueries.set(
    client,
    query.catch(() => {}),
  )
  return query
}

/** Destroys the socket: a regular end waits for the other side, which may be gone. */
function drop(client: pg.Client): void {
  client.end().catch(() => {})
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  setTimeout(() => connection.stream.destroy(), 500).unref()
}

function pause(ms: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (until.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      until.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    until.addEventListener('abort', end)
  })
}
