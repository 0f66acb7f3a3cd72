import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { OWNER, type RunningProduct } from './running-product.ts'
import { signIn } from './sign-in.ts'

/** How many sockets one viewer and one address may have; see `server/modules/live/sockets.ts`. */
const PER_VIEWER = 20
const PER_ADDRESS = 2_000

/** An org may have 200 keys, and more than one group of watchers lives in it. */
const KEYS_MAX = 90

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
  const keyFor = async (name: string) => {
    const { secret } = await call<{ secret: string }>('/api-keys', { name, scopes: SCOPES })
    return secret
  }
  const personFor = async (name: string) => {
    const person = { email: `${name}@penstock.test`, password: OWNER.password }
    await call('/users', { ...person, role: 'viewer' })
    return signIn(address, person)
  }
  const tokens: string[] = []
  // Each viewer may have only few sockets, so every group is of another. Keys cost no hash of a
  // password. They stay, because their end would close the sockets.
  const admit = async (count: number): Promise<void> => {
    while (tokens.length * PER_VIEWER < count) {
      const name = `bench-${randomUUID()}`
      tokens.push(await (tokens.length < KEYS_MAX ? keyFor(name) : personFor(name)))
    }
  }
  const openSome = async () => {
    const token = tokens[opened / PER_VIEWER]
    const place = Math.floor(opened / PER_ADDRESS)
    const as = { authorization: `Bearer ${token}`, 'x-forwarded-for': `198.51.100.${1 + place}` }
    const ticket = async () => (await call<{ ticket: string }>('/live/tickets', {}, as)).ticket
    const tickets = await Promise.all(Array.from({ length: PER_VIEWER }, ticket))
    const localAddress = `127.0.0.${2 + place}`
    await asked({ ask: 'open', address, localAddress, tickets })
    opened += PER_VIEWER
  }
  return {
    /** Signs in whom so many sockets need, so that opening them does nothing else. */
    admit,
    async open(count: number): Promise<void> {
      const wanted = opened + count
      await admit(wanted)
      while (opened < wanted) await openSome()
    },
    /** The times from the commit of each order to each socket, sorted. */
    seen: (committed: [orderId: string, ms: number][]) => asked<Seen>({ ask: 'seen', committed }),
    stop: () => thread.terminate(),
  }
}

const SCOPES = ['live.read', 'orders.read', 'stock.read']
