export type Share = { used: number; leftMs: number }

type Window = { used: number; endsAtMs: number }

const WINDOWS_MAX = 100_000

/**
 * Counts by name within windows of fixed length, in this process. Written here because it is in the
 * way of every request: what a library brings for it costs five times as much.
 */
export class Windows {
  readonly #lengthMs: number
  /** The oldest first, because a window that begins anew goes to the end. */
  readonly #open = new Map<string, Window>()

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs
  }

  get size(): number {
    return this.#open.size
  }

  count(name: string, now = performance.now()): Share {
    const known = this.#open.get(name)
    const window = known && known.endsAtMs > now ? known : this.#begin(name, now)
    window.used++
    return { used: window.used, leftMs: window.endsAtMs - now }
  }

  #begin(name: string, now: number): Window {
    this.#open.delete(name)
    this.#forget(now)
    const window = { used: 0, endsAtMs: now + this.#lengthMs }
    this.#open.set(name, window)
    return window
  }

  /** What has ended, and the oldest when somebody comes under more names than memory allows. */
  #forget(now: number): void {
    for (const [name, { endsAtMs }] of this.#open) {
      if (endsAtMs > now && this.#open.size < WINDOWS_MAX) return
      this.#open.delete(name)
    }
  }
}
