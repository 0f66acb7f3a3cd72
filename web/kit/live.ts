import { connection } from './connection.ts'

/** What the socket says; each page knows which topics it looks for. */
export type LiveEvent = {
  topic: string
  event: string
  subject: { type: string; id: string }
  at: string
  actor: { type: string; name: string }
  facts: Readonly<Record<string, string | number | boolean | null>>
}

type Message =
  | { type: 'hello' | 'beat' | 'reset'; position: string }
  | { type: 'events'; position: string; events: LiveEvent[] }

type Listener = { onEvents: (events: LiveEvent[]) => void; onReset: () => void }

const WAIT_MIN_MS = 500
const WAIT_MAX_MS = 15_000
/** A beat comes every 15 seconds: without two of them, nobody is there any more. */
const SILENCE_MS = 40_000

const listeners = new Set<Listener>()
let getTicket: (() => Promise<string>) | undefined
let socket: WebSocket | undefined
let position: string | undefined
let waitMs = WAIT_MIN_MS
let timer: ReturnType<typeof setTimeout> | undefined
let isOpening = false

/** One socket for the whole portal; it goes on from its last position after every cut. */
export const live = {
  start(ticketFrom: () => Promise<string>): void {
    getTicket = ticketFrom
    void open()
  },
  stop(): void {
    getTicket = undefined
    position = undefined
    clearTimeout(timer)
    socket?.close()
    socket = undefined
  },
  listen(listener: Listener): () => void {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
}

connection.whenBack(() => void open())

async function open(): Promise<void> {
  if (!getTicket || socket || isOpening) return
  isOpening = true
  clearTimeout(timer)
  try {
    const query = new URLSearchParams({ ticket: await getTicket() })
    if (position !== undefined) query.set('after', position)
    follow(new WebSocket(`/api/v1/live?${query}`))
  } catch {
    later() // The call itself has told the banner; a refusal is tried again, less and less often.
  } finally {
    isOpening = false
  }
}

function follow(opened: WebSocket): void {
  socket = opened
  let silence: ReturnType<typeof setTimeout> | undefined
  const heard = () => {
    clearTimeout(silence)
    silence = setTimeout(() => opened.close(), SILENCE_MS)
  }
  heard()
  opened.addEventListener('message', ({ data }) => {
    heard()
    waitMs = WAIT_MIN_MS
    say('on')
    take(JSON.parse(String(data)) as Message)
  })
  opened.addEventListener('close', () => {
    clearTimeout(silence)
    if (socket === opened) socket = undefined
    say('off')
    later()
  })
}

function take(message: Message): void {
  position = message.position
  for (const { onEvents, onReset } of listeners) {
    if (message.type === 'events') onEvents(message.events)
    if (message.type === 'reset') onReset()
  }
}

/** For style sheets, and for whoever waits until the page is told of everything. */
const say = (state: 'on' | 'off'): void => {
  document.documentElement.dataset['live'] = state
}

function later(): void {
  if (!getTicket) return
  clearTimeout(timer)
  timer = setTimeout(() => void open(), waitMs)
  waitMs = Math.min(waitMs * 2, WAIT_MAX_MS)
}
