import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { WebSocket } from 'ws'
import type { LiveMessage } from '#contract/live'
import type { Ask, Seen } from './live-watchers.ts'

/** The thread behind `watchers`. */
const sockets = new Set<WebSocket>()
const arrivals = new Map<string, number[]>()

parentPort!.on('message', (asked: Ask) => {
  void answer(asked).then(say)
})

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
const say = (said: Seen | 'done'): void => parentPort!.postMessage(said)

async function answer(asked: Ask): Promise<Seen | 'done'> {
  switch (asked.ask) {
    case 'open': {
      const { address, localAddress, tickets } = asked
      const base = `${address.replace('http', 'ws')}/api/v1/live?ticket=`
      await Promise.all(tickets.map((ticket) => open(base + ticket, localAddress)))
      return 'done'
    }
    case 'seen':
      return seen(asked.committed)
  }
}

async function open(address: string, localAddress: string): Promise<void> {
  const options = { perMessageDeflate: false, skipUTF8Validation: true, localAddress }
  const socket = new WebSocket(address, options)
  const [hello] = (await once(socket, 'message')) as [Buffer]
  const { type } = JSON.parse(hello.toString()) as LiveMessage
  if (type !== 'hello') throw new Error(`The first word was ${type}, and not hello.`)
  socket.on('message', onMessage)
  sockets.add(socket)
}

function onMessage(data: Buffer): void {
  const now = Date.now()
  for (const id of placedIn(data)) {
    const times = arrivals.get(id)
    if (times) times.push(now)
    else arrivals.set(id, [now])
  }
}

const RECENT_MAX = 8
/** A thousand sockets receive the same messages, which are parsed once. */
const recent: { data: Buffer; ids: string[] }[] = []

function placedIn(data: Buffer): string[] {
  const known = recent.find((one) => one.data.equals(data))
  if (known) return known.ids
  const message = JSON.parse(data.toString()) as LiveMessage
  const events = message.type === 'events' ? message.events : []
  const ids = events.flatMap(({ event, subject }) => (event === 'order.placed' ? subject.id : []))
  recent.unshift({ data: Buffer.from(data), ids })
  recent.length = Math.min(recent.length, RECENT_MAX)
  return ids
}

function seen(committed: [orderId: string, ms: number][]): Seen {
  let [missing, doubled] = [0, 0]
  const latencies: number[] = []
  for (const [id, ms] of committed) {
    const times = arrivals.get(id) ?? []
    missing += Math.max(0, sockets.size - times.length)
    doubled += Math.max(0, times.length - sockets.size)
    for (const time of times) latencies.push(time - ms)
  }
  return { missing, doubled, latencies: Float64Array.from(latencies).toSorted() }
}
