/**
 * The time of the last tick, the same for all who follow it. While nobody does, nothing ticks; then
 * whoever is the first to look sees the time of now, and not of when the last one looked.
 */
export function createTicks(everyMs: number, now: () => Date = () => new Date()) {
  const listeners = new Set<() => void>()
  let last = now()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    last = now()
    for (const listener of listeners) listener()
  }
  return {
    last(): Date {
      const isOld = now().getTime() - last.getTime() >= everyMs
      if (listeners.size === 0 && isOld) last = now()
      return last
    },
    follow(listener: () => void): () => void {
      if (listeners.size === 0) timer = setInterval(tick, everyMs)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearInterval(timer)
      }
    },
  }
}
