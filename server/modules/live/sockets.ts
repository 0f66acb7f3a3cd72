import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket, WebSocketServer } from 'ws'
import type { Runtime } from '#platform/context.ts'
import type { LiveMessage } from './contract.ts'
import { every } from '#platform/jobs-runtime/every.ts'
import { type Feed, startFeed } from './feed.ts'
import type { LiveHub } from './hub.ts'
import { textOf } from './position.ts'
import { withoutRight } from './rights.ts'
import { forgetTickets, useTicket } from './store.ts'
import { readTicket, type Ticket } from './ticket.ts'

const PATH = '/api/v1/live'
const BEAT_MS = 15_000
/** A reader with more unsent bytes than this is too slow; it is cut off and may come back. */
const UNSENT_BYTES_MAX = 1_048_576
const SOCKETS_MAX = 10_000
const PER_VIEWER_MAX = 20
const PER_ADDRESS_MAX = 2_000
/**
 * The life of a socket. After it the viewer needs a new ticket, which then covers rights that were
 * added.
 */
const LIVES_MS = 900_000
/** The end of a session or right is noticed within two seconds, as it is with requests. */
const LOOK_AT_RIGHTS_MS = 1_500
const FORGET_TICKETS_MS = 60_000
const GOODBYE_MS = 500

/** Close codes for the page. All of them mean that it should come back with a new ticket. */
const TOO_SLOW = 4_408
const TIME_IS_OVER = 4_401
const GOING_AWAY = 1_001

type Parts = { server: Server; hub: LiveHub }
/** There may be thousands of these, so they hold no more than is needed. */
type Open = {
  ticket: Ticket
  openedAt: number
  isAlive: boolean
  isOver: boolean
  feed?: Feed
}

/** Opens sockets at `/api/v1/live` for viewers with a ticket. */
export function serveSockets(runtime: Runtime, { server, hub }: Parts): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1_024, clientTracking: false })
  const open = new Map<WebSocket, Open>()
  const gauge = runtime.metrics.gauge('penstock_live_sockets', 'Open sockets of the live feed.')
  const updateGauge = () => gauge.set(open.size)

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = URL.parse(request.url ?? '', 'http://live')
    if (url?.pathname !== PATH) return refuse(socket, '404 Not Found')
    if (!isOwnOrigin(runtime, request)) return refuse(socket, '403 Forbidden')
    const ticket = await readTicket(runtime, url.searchParams.get('ticket') ?? '')
    const isFresh = ticket !== undefined && (await useTicket(runtime.db, ticket))
    if (!isFresh) return refuse(socket, '401 Unauthorized')
    // The session may have ended since the ticket was issued, and missed events are sent at once.
    const [ended] = await withoutRight(runtime, [ticket])
    if (ended) return refuse(socket, '401 Unauthorized')
    // Checked last, because nothing is awaited between this check and taking the place.
    if (!hasRoom(open, ticket)) return refuse(socket, '429 Too Many Requests')
    const after = url.searchParams.get('after') ?? undefined
    sockets.handleUpgrade(request, socket, head, (client) => {
      follow({ runtime, hub, open, updateGauge }, client, { ticket, after })
    })
  }
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head).catch((error: unknown) => {
      runtime.log.warn({ err: error }, 'live.upgrade_failed')
      refuse(socket, '503 Service Unavailable')
    })
  }
  server.on('upgrade', onUpgrade)
  const beat = setInterval(() => {
    for (const [client, one] of open) beatOne(client, one)
  }, BEAT_MS)
  beat.unref()
  const forgetting = every(FORGET_TICKETS_MS, 'live tickets', runtime.log, () =>
    forgetTickets(runtime.db, runtime.clock.now()),
  )
  const looking = every(LOOK_AT_RIGHTS_MS, 'live rights', runtime.log, () =>
    cutWithoutRight(runtime, open),
  )
  return {
    async stop() {
      clearInterval(beat)
      await Promise.all([looking.stop(), forgetting.stop()])
      server.off('upgrade', onUpgrade)
      for (const client of open.keys()) client.close(GOING_AWAY, 'Penstock is stopping')
      for (let waited = 0; open.size > 0 && waited < GOODBYE_MS; waited += 10) await wait(10)
      for (const client of open.keys()) client.terminate()
    },
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

/** A page of another site must not read the feed, even with a ticket that it has found. */
function isOwnOrigin({ config }: Runtime, { headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true // Programs say none.
  const origin = URL.parse(headers.origin)
  if (!origin) return false
  const own = [config.publicUrl, ...config.corsOrigins].flatMap((text) => text ?? [])
  return origin.host === headers.host || own.some((text) => new URL(text).origin === origin.origin)
}

function hasRoom(open: Map<WebSocket, Open>, { userId, orgId, address }: Ticket): boolean {
  if (open.size >= SOCKETS_MAX) return false
  let [ofViewer, ofAddress] = [0, 0]
  for (const { ticket } of open.values()) {
    if (ticket.userId === userId && ticket.orgId === orgId) ofViewer++
    if (ticket.address === address) ofAddress++
  }
  return ofViewer < PER_VIEWER_MAX && ofAddress < PER_ADDRESS_MAX
}

type Following = {
  runtime: Runtime
  hub: LiveHub
  open: Map<WebSocket, Open>
  /** Called whenever a socket was opened or closed. */
  updateGauge: () => void
}

function follow(
  { runtime, hub, open, updateGauge }: Following,
  client: WebSocket,
  { ticket, after }: { ticket: Ticket; after: string | undefined },
): void {
  const one: Open = {
    ...{ ticket, openedAt: performance.now(), isAlive: true, isOver: false },
  }
  open.set(client, one)
  updateGauge()
  client.on('pong', () => (one.isAlive = true))
  client.on('error', () => client.terminate())
  client.on('close', () => {
    one.isOver = true
    one.feed?.stop()
    open.delete(client)
    updateGauge()
  })
  const send = (message: LiveMessage) => sendTo(client, message)
  startFeed({ db: runtime.db, hub, viewer: ticket, send }, { after, isOver: () => one.isOver })
    .then((feed) => {
      one.feed = feed
      const position = textOf(feed.position)
      send({ type: 'hello', position, heartbeatS: BEAT_MS / 1_000 })
    })
    .catch((error: unknown) => {
      runtime.log.warn({ err: error }, 'live.feed_failed')
      client.close(1_011, 'The history cannot be read just now')
    })
}

function sendTo(client: WebSocket, message: LiveMessage): void {
  if (client.readyState !== WebSocket.OPEN) return
  if (client.bufferedAmount > UNSENT_BYTES_MAX) {
    client.close(TOO_SLOW, 'Too slow; come back from your last position')
    client.terminate()
    return
  }
  client.send(bytesOf(message), { binary: false })
}

/** Events that go to many sockets are turned into bytes once. */
const encodedEvents = new WeakMap<object, { position: string; bytes: Buffer }>()

function bytesOf(message: LiveMessage): Buffer {
  if (message.type !== 'events') return Buffer.from(JSON.stringify(message))
  const { events, position } = message
  const known = encodedEvents.get(events)
  if (known?.position === position) return known.bytes
  const bytes = Buffer.from(JSON.stringify(message))
  encodedEvents.set(events, { position, bytes })
  return bytes
}

/**
 * Sends the current position. Closes sockets that do not answer any more or have reached the end of
 * their life.
 */
function beatOne(client: WebSocket, one: Open): void {
  if (!one.isAlive) return client.terminate()
  if (performance.now() - one.openedAt > LIVES_MS - BEAT_MS) {
    return client.close(TIME_IS_OVER, 'Come back with a new ticket')
  }
  one.isAlive = false
  client.ping()
  if (one.feed) sendTo(client, { type: 'beat', position: textOf(one.feed.position) })
}

/**
 * Closes the sockets of viewers who have lost the right to one of their topics. They may come back
 * with a ticket for the others.
 */
async function cutWithoutRight(runtime: Runtime, open: Map<WebSocket, Open>): Promise<void> {
  if (open.size === 0) return
  const tickets = [...open.values()].map(({ ticket }) => ticket)
  const ended = new Set(await withoutRight(runtime, tickets))
  for (const [client, { ticket }] of open) {
    if (ended.has(ticket)) client.close(TIME_IS_OVER, 'Come back with a new ticket')
  }
}
