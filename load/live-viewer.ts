import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { LiveEvent, LiveMessage } from '#contract/live'
import { callerOf } from './running-product.ts'

const AGAIN_MS = 20

export type Viewer = ReturnType<typeof viewer>

/** A viewer who continues from the last position whenever the socket is cut. */
export function viewer(address: string, headers: Record<string, string>) {
  const call = callerOf(address, headers)
  const events: LiveEvent[] = []
  const hello = Promise.withResolvers<void>()
  let socket: WebSocket | undefined
  let position: string | undefined
  let isOver = false

  const take = (message: LiveMessage) => {
    position = message.position
    if (message.type === 'events') events.push(...message.events)
    if (message.type === 'hello') hello.resolve()
  }
  const watchOnce = async () => {
    const { ticket } = await call<{ ticket: string }>('/live/tickets', {})
    const query = new URLSearchParams({ ticket, ...(position && { after: position }) })
    const opened = new WebSocket(`${address.replace('http', 'ws')}/api/v1/live?${query}`)
    socket = opened
    opened.on('error', () => {}) // Its end is all that counts.
    opened.on('message', (data: Buffer) => {
      // Messages of a socket that was cut count as not received.
      if (socket === opened) take(JSON.parse(data.toString()) as LiveMessage)
    })
    await once(opened, 'close')
  }
  const watch = async () => {
    while (!isOver) await watchOnce().catch(() => delay(AGAIN_MS)) // The program may be away.
  }
  void watch()
  return {
    events,
    /** Resolves with the first `hello`. */
    hello: hello.promise,
    cut(): void {
      socket?.terminate()
      socket = undefined
    },
    end(): void {
      isOver = true
      socket?.terminate()
    },
  }
}
