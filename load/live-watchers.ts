import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { RunningProduct } from './running-product.ts'

/**
 * How many sockets one viewer and one address may have; see `server/modules/live/sockets.ts`. With
 * the 200 keys that an org may have, that makes 4,000 watchers.
 */
const PER_VIEWER = 20
const PER_ADDRESS = 2_000

/** Makes the addresses of this machine trusted proxies, which say for whom they speak. */
export const WATCHED = { PENSTOCK_TRUSTED_PROXIES: '127.0.0.0/8' }

/** What the thread is asked, and what it answers. */
export type Ask =
  | { ask: 'open'; address: string; localAddress: string; tickets: string[] }
  | { ask: 'seen'; committed: [orderId: string, ms: number][] }
export type Seen = { missing: number; doubled: number; latencies: Float64Array }

/** Opens sockets in a thread of its own, so that nothing else delays its clock. */
export function watchers({ address, call }: RunningProduct) {
  const thread = new Worker(new URL('live-watcher.ts', import.meta.url))
  const asked = async <Answer>(ask: Ask): Promise<Answer> => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has none.
    thread.postMessage(ask)
    const [answer] = (await once(thread, 'message')) as [Answer]
    return answer
  }
  let opened = 0
  const openSome = async () => {
    // Each viewer may have only few sockets, so every group has a key of its own. The key stays,
    // because its end would close the sockets.
    const key = { name: `bench ${opened}`, scopes: SCOPES }
    const { secret } = await call<{ secret: string }>('/api-keys', key)
    const place = Math.floor(opened / PER_ADDRESS)
    const as = { authorization: `Bearer ${secret}`, 'x-forwarded-for': `198.51.100.${1 + place}` }
    const ticket = async () => (await call<{ ticket: string }>('/live/tickets', {}, as)).ticket
    const tickets = await Promise.all(Array.from({ length: PER_VIEWER }, ticket))
    const localAddress = `127.0.0.${2 + place}`
    await asked({ ask: 'open', address, localAddress, tickets })
    opened += PER_VIEWER
  }
  return {
    async open(count: number): Promise<void> {
      const wanted = opened + count
      while (opened < wanted) await openSome()
    },
    /** The times from the commit of each order to each socket, sorted. */
    seen: (committed: [orderId: string, ms: number][]) => asked<Seen>({ ask: 'seen', committed }),
    stop: () => thread.terminate(),
  }
}

const SCOPES = ['live.read', 'orders.read', 'stock.read']
