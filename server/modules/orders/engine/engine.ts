import { randomInt } from 'node:crypto'
import { Offers } from '#catalog'
import type { Runtime } from '#platform/context.ts'
import { Lane, LaneBroken, type Rows, type Statement } from '#platform/lane.ts'
import { Problem } from '#platform/problem.ts'
import { allocationRules } from '#stock'
import { Answers } from './answers.ts'
import { runBatch, type BatchParts, unavailable } from './batch.ts'
import type { AttachedRow, Outcome, PlaceOrder } from './command.ts'
import { OrderNumbers } from './numbers.ts'
import { type Batch, OrderQueue, touchedBy, type Waiting } from './queue.ts'

export type EngineOptions = {
  directUrl: string
  lanes?: number
  ordersPerBatchMax?: number
  linesPerBatchMax?: number
  queueMax?: number
  unpaidTtlMs?: number
}

type Slot = { lane: Lane; busy: boolean; isLate: boolean; shard: number }

const SHARDS = 1_024
/** With fewer orders, another batch costs more by itself than a second lane gains. */
const SHARE_MIN = 20
/** A lane that has been busy with one batch for so long may be stuck: the others do not wait. */
const LATE_MS = 100

/**
 * All orders pass through here. Calls that arrive while a batch is being written form the next
 * batch, so there is no timer and a lone call waits for nobody.
 */
export class OrderEngine {
  readonly #options: Required<EngineOptions>
  readonly #lanes: Slot[]
  readonly #side: Slot
  readonly #asking: Lane
  readonly #parts: Omit<BatchParts, 'shard' | 'mode'>
  readonly #queue = new OrderQueue()
  readonly #held: Waiting[] = []
  /** Lanes with a batch in PostgreSQL; those that are only about to take one do not count. */
  #writing = 0
  #stopping = false

  constructor(runtime: Runtime, options: EngineOptions, onCommit: () => void = () => {}) {
    this.#options = {
      lanes: 2,
      ordersPerBatchMax: 256,
      linesPerBatchMax: 2_000,
      queueMax: 5_000,
      unpaidTtlMs: 3_600_000,
      ...options,
    }
    const { log, config } = runtime
    const laneOptions = {
      log,
      queryTimeoutMs: config.databaseQueryTimeoutMs,
      connectTimeoutMs: config.databaseWaitMs,
    }
    const openLane = () => new Lane(options.directUrl, laneOptions)
    const open = () => ({
      lane: openLane(),
      busy: false,
      isLate: false,
      shard: randomInt(SHARDS),
    })
    this.#lanes = Array.from({ length: this.#options.lanes }, open)
    this.#side = open()
    this.#asking = openLane()
    this.#parts = {
      runtime,
      rules: allocationRules(runtime),
      numbers: new OrderNumbers(runtime.db),
      offers: new Offers(),
      answers: new Answers(),
      unpaidTtlMs: this.#options.unpaidTtlMs,
      onCommit,
      onHeld: (waiting) => this.#hold(waiting),
    }
  }

  /**
   * Resolves after the commit, with what became of this one order. The attached row is written only
   * when the order is placed, and in the same commit.
   */
  place(
    command: PlaceOrder,
    queue: 'checkout' | 'bulk' = 'checkout',
    attached?: AttachedRow,
  ): Promise<Outcome> {
    if (this.#stopping) return Promise.reject(overloaded('Penstock is stopping.'))
    if (this.waiting >= this.#options.queueMax) {
      return Promise.reject(overloaded('More orders arrive than can be written just now.'))
    }
    return new Promise((resolve, reject) => {
      const touches = touchedBy(command)
      this.#queue.add({ command, attached, queue, touches, turnsMissed: 0, resolve, reject })
      this.#startIdleLanes()
    })
  }

  /** Looks up what must be known before each order, on a connection that keeps its plans. */
  async ask(statements: Statement[]): Promise<Rows[]> {
    try {
      return await this.#asking.ask(statements)
    } catch (error) {
      throw error instanceof LaneBroken ? unavailable(error) : error
    }
  }

  get waiting(): number {
    return this.#queue.length + this.#held.length
  }

  /** Takes no new order, writes those that wait, and closes the lanes. */
  async stop(): Promise<void> {
    this.#stopping = true
    while (this.waiting > 0 || this.#isBusy()) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const lanes = [...this.#lanes, this.#side].map(({ lane }) => lane)
    await Promise.all([...lanes, this.#asking].map((lane) => lane.close()))
  }

  #isBusy(): boolean {
    const lanes = [...this.#lanes, this.#side]
    return this.#parts.answers.waiting > 0 || lanes.some(({ busy }) => busy)
  }

  #startIdleLanes(): void {
    for (const slot of this.#lanes) {
      if (slot.busy || !this.#isEnoughFor(slot)) continue
      slot.busy = true
      // What arrives in the same turn of the event loop still joins this batch.
      setImmediate(() => void this.#drain(slot))
    }
  }

  /** A few orders wait for the lane that is busy: by then they are many. */
  #isEnoughFor(slot: Slot): boolean {
    const { ready } = this.#queue
    if (ready === 0 || ready >= SHARE_MIN) return ready > 0
    return !this.#lanes.some((other) => other !== slot && other.busy && !other.isLate)
  }

  async #drain(slot: Slot): Promise<void> {
    while (this.#isEnoughFor(slot)) {
      const batch = this.#queue.take(this.#limits(), (late) => this.#hold([late]))
      if (batch.waiting.length > 0) await this.#write(slot, batch)
      this.#queue.done(batch)
      // The orders that had to wait for this batch may be more than this lane takes.
      this.#startIdleLanes()
    }
    slot.busy = false
  }

  async #write(slot: Slot, { waiting }: Batch): Promise<void> {
    const { lane, shard } = slot
    this.#writing++
    const timer = setTimeout(() => {
      slot.isLate = true
      this.#startIdleLanes()
    }, LATE_MS)
    await runBatch(lane, waiting, { ...this.#parts, shard, mode: 'skip' })
    clearTimeout(timer)
    slot.isLate = false
    this.#writing--
  }

  /** Lanes that are free share what waits, so that one prepares while PostgreSQL does the other. */
  #limits(): { share: number; ordersMax: number; linesMax: number } {
    const { ordersPerBatchMax: ordersMax, linesPerBatchMax: linesMax } = this.#options
    const share = Math.ceil(this.#queue.ready / (this.#lanes.length - this.#writing))
    return { share: Math.max(share, SHARE_MIN), ordersMax, linesMax }
  }

  /** Orders for rows that somebody else holds wait in a lane of their own, and stop nobody. */
  #hold(waiting: Waiting[]): void {
    this.#held.push(...waiting)
    if (this.#side.busy) return
    this.#side.busy = true
    setImmediate(() => void this.#drainSide())
  }

  async #drainSide(): Promise<void> {
    while (this.#held.length > 0) {
      const batch = this.#held.splice(0, this.#options.ordersPerBatchMax)
      await runBatch(this.#side.lane, batch, {
        ...{ ...this.#parts, shard: this.#side.shard, mode: 'wait' },
      })
    }
    this.#side.busy = false
  }
}

const overloaded = (detail: string): Problem =>
  new Problem('overloaded', 503, `${detail} Nothing was saved; try again shortly.`, {
    retryAfterS: 1,
  })
