import { setTimeout as wait } from 'node:timers/promises'
import type { Runtime } from '#platform/context.ts'
import { every, type Repeated } from '#platform/jobs-runtime/every.ts'
import type { Listener } from '#platform/listener.ts'
import { isAfter, type Position } from './position.ts'
import { type Happened, readAfter, readNow } from './store.ts'

/** Called with each batch of events, in order and each once. */
export type Subscriber = (batch: Happened[], position: Position) => void

/** Notifications are received at once. If one is lost, its events are late by this time. */
const LOOK_MS = 50
const BATCH = 1_000
/**
 * Rests twice as long as it has worked, so that two thirds of the time are left for placing orders;
 * but only up to the limit below, so that events stay fresh.
 */
const REST_SHARE = 2
const REST_MS_MAX = 25

/**
 * Reads new rows of the history once for all sockets of this process. All processes read the same
 * history, so it does not matter to which of them a viewer is connected.
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

  /** The position for a viewer who wants only new events. */
  async position(): Promise<Position> {
    return this.#position ?? (await readNow(this.#runtime.db))
  }

  /**
   * Adds a subscriber, unless the hub is already further than `at`: the caller then has to read the
   * events in between and try again. The comparison and the joining are one step, so no event is
   * missed.
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
        // Sending to a thousand sockets takes long. Events that come meanwhile are sent together.
        if (tookMs > 0) await wait(Math.min(tookMs * REST_SHARE, REST_MS_MAX))
      }
    } finally {
      this.#reading = false
    }
  }

  /** Reads and sends one batch. Gives how long the sending took. */
  async #readOnce(): Promise<number> {
    const { db } = this.#runtime
    // Without subscribers nothing is read; the next one decides where to begin.
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
