/** `offline`: this device has no network. `unreachable`: it has, but the server does not answer. */
export type Connection = 'online' | 'offline' | 'unreachable'

const PROBE_MIN_MS = 1_000
const PROBE_MAX_MS = 10_000

let state: Connection = 'online'
let wait = PROBE_MIN_MS
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/** Every call reports here; while the server is away, it is asked lightly until it is back. */
export const connection = {
  current: (): Connection => state,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
  /** Hears each time that the server is back. */
  whenBack: (listener: () => void): (() => void) =>
    connection.subscribe(() => {
      if (state === 'online') listener()
    }),
  answered: (): void => {
    clearTimeout(timer)
    timer = undefined
    wait = PROBE_MIN_MS
    become('online')
  },
  failed: (): void => {
    become(navigator.onLine ? 'unreachable' : 'offline')
    timer ??= setTimeout(() => void probe(), wait)
  },
}

window.addEventListener('offline', () => connection.failed())
window.addEventListener('online', () => void probe())

async function probe(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  try {
    await fetch('/livez', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })
    connection.answered()
  } catch {
    wait = Math.min(wait * 2, PROBE_MAX_MS)
    connection.failed()
  }
}

function become(next: Connection): void {
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}
