import { randomInt } from 'node:crypto'
import type { Runtime } from '#platform/context.ts'
import { Lane } from '#platform/lane.ts'
import { Problem } from '#platform/problem.ts'
import { allocationRules } from '#stock'
import { runBatch, type BatchParts } from './batch.ts'
import type { Company, Outcome, PlaceOrder } from './command.ts'
import { OrderNumbers } from './numbers.ts'

export type EngineOptions = {
  directUrl: string
  lanes?: number
  ordersPerBatchMax?: number
  linesPerBatchMax?: number
  queueMax?: number
  unpaidTtlMs?: number
}

export type Waiting = {
  command: PlaceOrder
  company?: Company | undefined
  /** It may have been written already: from then on its own id is looked up first. */
  wasSent?: boolean
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

const SHARDS = 1_024

/**
 * All orders pass through here. Calls that arrive while a batch is being written form the next
 * batch, so there is no timer and a lone call waits for nobody.
 */
export class OrderEngine {
  readonly #options: Required<EngineOptions>
  readonly #lanes: { lane: Lane; busy: boolean; shard: number }[]
  readonly #side: { lane: Lane; busy: boolean; shard: number }
  readonly #parts: Omit<BatchParts, 'shard' | 'mode'>
  /** Buyers who wait for an answer come before imports, which only want to be done. */
  readonly #queues: { checkout: Waiting[]; bulk: Waiting[] } = { checkout: [], bulk: [] }
  readonly #held: Waiting[] = []
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
    const open = () => ({
      lane: new Lane(options.directUrl, laneOptions),
      busy: false,
      shard: randomInt(SHARDS),
    })
    this.#lanes = Array.from({ length: this.#options.lanes }, open)
    this.#side = open()
    this.#parts = {
      runtime,
      rules: allocationRules(runtime),
      numbers: new OrderNumbers(runtime.db),
      unpaidTtlMs: this.#options.unpaidTtlMs,
      onCommit,
      onHeld: (waiting) => this.#hold(waiting),
    }
  }

  /**
   * Resolves after the commit, with what became of this one order. The company is written only
   * when the order is placed, and in the same commit.
   */
  place(
    command: PlaceOrder,
    queue: 'checkout' | 'bulk' = 'checkout',
    company?: Company,
  ): Promise<Outcome> {
    if (this.#stopping) return Promise.reject(overloaded('Penstock is stopping.'))
    if (this.waiting >= this.#options.queueMax) {
      return Promise.reject(overloaded('More orders arrive than can be written just now.'))
    }
    return new Promise((resolve, reject) => {
      this.#queues[queue].push({ command, company, resolve, reject })
      this.#startIdleLanes()
    })
  }

  get waiting(): number {
    return this.#queues.checkout.length + this.#queues.bulk.length + this.#held.length
  }

  /** Takes no new order, writes those that wait, and closes the lanes. */
  async stop(): Promise<void> {
    this.#stopping = true
    while (this.waiting > 0 || this.#side.busy || this.#lanes.some(({ busy }) => busy)) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await Promise.all([...this.#lanes, this.#side].map(({ lane }) => lane.close()))
  }

  #startIdleLanes(): void {
    for (const slot of this.#lanes) {
      if (slot.busy || this.#queues.checkout.length + this.#queues.bulk.length === 0) continue
      slot.busy = true
      // What arrives in the same turn of the event loop still joins this batch.
      setImmediate(() => void this.#drain(slot))
    }
  }

  async #drain(slot: { lane: Lane; busy: boolean; shard: number }): Promise<void> {
    for (let batch = this.#nextBatch(); batch.length > 0; batch = this.#nextBatch()) {
      await runBatch(slot.lane, batch, { ...this.#parts, shard: slot.shard, mode: 'skip' })
    }
    slot.busy = false
  }

  #nextBatch(): Waiting[] {
    const { ordersPerBatchMax, linesPerBatchMax } = this.#options
    const batch: Waiting[] = []
    let lines = 0
    for (const queue of [this.#queues.checkout, this.#queues.bulk]) {
      let taken = 0
      for (const waiting of queue) {
        lines += waiting.command.sale.lines.length
        const full = batch.length >= ordersPerBatchMax || lines > linesPerBatchMax
        if (full && batch.length > 0) break
        batch.push(waiting)
        taken++
      }
      queue.splice(0, taken)
    }
    return batch
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
