import { setTimeout as wait } from 'node:timers/promises'
import type { Runtime } from '#platform/context.ts'
import { every, type Repeated } from '#platform/jobs-runtime/every.ts'
import type { Listener } from '#platform/listener.ts'
import { isAfter, type Position } from './position.ts'
import { type Happened, readAfter, readNow } from './store.ts'

/** Somebody who follows: gets each batch once, in order. */
export type Subscriber = (batch: Happened[], position: Position) => void

/** Announcements are heard at once; when one is lost, its events are late by this much. */
const LOOK_MS = 50
const BATCH = 1_000
/** Two thirds of the time are left to those who place orders, but news does not get old. */
const REST_SHARE = 2
const REST_MS_MAX = 25

/**
 * Follows the history once for all sockets of this process. PostgreSQL is the common source of all
 * processes, so it does not matter which of them a viewer is connected to.
 */
export class LiveHub {
  readonly #runtime: Runtime
  readonly #subscribers = new Set<Subscriber>()
  readonly #looking: Repeated
  readonly #stopListening: () => void
  #position: Position | undefined
  #reading = false
  #again = false

  constructor(runtime: Runtime, listener: Listener) {
    this.#runtime = runtime
    this.#looking = every(LOOK_MS, 'live', runtime.log, () => this.#read())
    this.#stopListening = listener.listen('penstock_history', () => {
      this.#read().catch((error: unknown) => runtime.log.debug({ err: error }, 'live.read_failed'))
    })
  }

  /** Where somebody begins who wants only what comes. */
  async position(): Promise<Position> {
    return this.#position ?? (await readNow(this.#runtime.db))
  }

  /**
   * Joins unless the hub is already further than the caller: then the caller has to read what lies
   * between, and try again. Nothing can happen between the comparison and the joining.
   */
  join(at: Position, subscriber: Subscriber): (() => void) | undefined {
    if (this.#position && isAfter(this.#position, at)) return undefined
    this.#position ??= at
    this.#subscribers.add(subscriber)
    return () => void this.#subscribers.delete(subscriber)
  }

  async stop(): Promise<void> {
    this.#stopListening()
    await this.#looking.stop()
  }

  async #read(): Promise<void> {
    this.#again = true
    if (this.#reading) return
    this.#reading = true
    try {
      while (this.#again) {
        this.#again = false
        const tookMs = await this.#readOnce()
        // Telling a thousand sockets takes long: what comes meanwhile is told together.
        if (tookMs > 0) await wait(Math.min(tookMs * REST_SHARE, REST_MS_MAX))
      }
    } finally {
      this.#reading = false
    }
  }

  /** Gives how long the telling took. */
  async #readOnce(): Promise<number> {
    const { db } = this.#runtime
    // With nobody there nothing is read: whoever comes next says where to begin.
    if (this.#subscribers.size === 0) {
      this.#position = undefined
      return 0
    }
    const from = this.#position!
    const batch = await readAfter(db, from, { limit: BATCH })
    const last = batch.at(-1)
    if (!last) return 0
    this.#position = last.position
    const beganAt = performance.now()
    for (const subscriber of this.#subscribers) subscriber(batch, last.position)
    if (batch.length === BATCH) this.#again = true
    return performance.now() - beganAt
  }
}
