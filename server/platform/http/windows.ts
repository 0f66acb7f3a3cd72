export type Share = { used: number; leftMs: number }

type Window = { used: number; endsAtMs: number }

const WINDOWS_MAX = 100_000

/**
 * Counts by name within windows of fixed length, in this process. It is in the path of every
 * request, and a library takes five times as long for it.
 */
export class Windows {
  readonly #lengthMs: number
  /** Sorted by age, as a window that begins anew is moved to the end. */
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

  /**
   * Removes windows that have ended, and the oldest ones when there are more names than memory
   * allows.
   */
  #forget(now: number): void {
    for (const [name, { endsAtMs }] of this.#open) {
      if (endsAtMs > now && this.#open.size < WINDOWS_MAX) return
      this.#open.delete(name)
    }
  }
}
