import { setTimeout as wait } from 'node:timers/promises'
import type { Runtime } from '../context.ts'
import type { Job } from '../jobs.ts'
import { type Queue, concurrencyOf } from './queue.ts'
import { failClaim, handBack } from './claims.ts'
import type { Envelope } from './envelope.ts'
import type { Meters } from './meters.ts'
import { type Claim, type Outcome, perform } from './perform.ts'

type Parts = { queue: Queue; runtime: Runtime; meters: Meters; died: () => void }

/**
 * The amount of work to take ahead, judged by how long the jobs took so far: short ones are taken
 * in bulk.
 */
const AHEAD_MS = 100
const AHEAD_MAX = 500
const RENEW_AFTER_MS = 3_000
const RETRY_MS = 500

/** Takes the jobs of one queue and runs them, up to `concurrency` at once. */
export class Runner {
  readonly name: string
  readonly #parts: Parts
  readonly #job: Job
  readonly #concurrency: number
  /**
   * All jobs that this process holds: waiting, running, or with an outcome that is not recorded
   * yet.
   */
  readonly #claims = new Map<string, Claim>()
  readonly #waiting: Claim[] = []
  #done: Claim[] = []
  #running = 0
  #averageMs = Infinity
  #more = false
  #taking = false
  #writing = false
  #state: 'open' | 'draining' | 'closed' = 'open'
  #whenIdle: (() => void) | undefined

  constructor(parts: Parts, [name, job]: [string, Job]) {
    this.name = name
    this.#parts = parts
    this.#job = job
    this.#concurrency = concurrencyOf(job)
  }

  /** Looks for work. */
  wake(): void {
    this.#more = true
    if (!this.#taking && this.#state === 'open') void this.#take()
  }

  /** The claims that are due to be renewed. */
  held(): Claim[] {
    const before = Date.now() - RENEW_AFTER_MS
    return [...this.#claims.values()].filter(({ takenAt }) => takenAt < before)
  }

  /** Drops claims that belong to another process now: their outcome here does not count. */
  lose(claims: Claim[], reason: string): void {
    for (const claim of claims) {
      if (!this.#claims.delete(claim.id)) continue
      const index = this.#waiting.indexOf(claim)
      if (index >= 0) this.#waiting.splice(index, 1)
      claim.abort.abort(new Error(reason))
    }
    this.#signalIdle()
  }

  /** Takes no more jobs, and gives back those that have not begun. */
  async drain(): Promise<void> {
    this.#state = 'draining'
    if (!this.#taking) await this.#giveBackWaiting()
  }

  /** Resolves when nothing runs and every outcome is recorded. */
  idle(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#whenIdle = resolve
    this.#signalIdle()
    return promise
  }

  /** Gives back jobs that still run, so that others may take them at once. */
  async abandon(): Promise<number> {
    this.#state = 'closed'
    const left = [...this.#claims.values()].filter((claim) => !this.#done.includes(claim))
    this.lose(left, 'The process stops.')
    return handBack(this.#parts.queue.pool, this.name, left)
  }

  async #take(): Promise<void> {
    this.#taking = true
    try {
      while (this.#more && this.#state === 'open') {
        const batchSize = this.#room()
        if (batchSize === 0) break // Whatever ends next comes back here.
        this.#more = false
        const jobs = await this.#parts.queue.boss.fetch<Envelope>(this.name, { batchSize })
        this.#more ||= jobs.length === batchSize
        for (const { id, retryCount, data } of jobs) this.#accept(id, retryCount, data)
        this.#begin()
      }
    } catch (error) {
      this.#unreachable(error)
    }
    this.#taking = false
    if (this.#state === 'draining') await this.#giveBackWaiting().catch(this.#unreachable)
  }

  #room(): number {
    const aheadMs = (this.#concurrency * AHEAD_MS) / this.#averageMs
    const ahead = Math.min(AHEAD_MAX, Math.floor(aheadMs))
    if (this.#waiting.length > ahead / 2) return 0
    return this.#concurrency + ahead - this.#waiting.length - this.#running
  }

  #accept(id: string, retryCount: number, envelope: Envelope): void {
    const abort = new AbortController()
    const claim = { id, retryCount, envelope, takenAt: Date.now(), abort }
    this.#claims.set(id, claim)
    this.#waiting.push(claim)
  }

  #begin(): void {
    while (this.#running < this.#concurrency && this.#state === 'open') {
      const claim = this.#waiting.shift()
      if (!claim) return
      this.#running++
      void this.#run(claim)
    }
  }

  async #run(claim: Claim): Promise<void> {
    const started = performance.now()
    const outcome = await perform(this.#parts, [this.name, this.#job], claim)
    const ms = Math.max(performance.now() - started, 0.05)
    this.#averageMs = this.#averageMs === Infinity ? ms : this.#averageMs * 0.9 + ms * 0.1
    this.#running--
    if (this.#claims.get(claim.id) === claim) this.#settle(claim, outcome)
    this.#begin()
    if (this.#more) this.wake()
    this.#signalIdle()
  }

  #settle(claim: Claim, outcome: Outcome): void {
    if (outcome.state === 'failed') void this.#fail(claim, outcome)
    else if (outcome.state === 'postponed') void this.#postpone(claim, outcome.afterS)
    else {
      this.#done.push(claim)
      if (!this.#writing) void this.#complete()
    }
  }

  /** Records outcomes in batches: while one is written, the next one gathers. */
  async #complete(): Promise<void> {
    this.#writing = true
    await Promise.resolve() // All that end in this turn go together.
    while (this.#done.length > 0 && this.#state !== 'closed') {
      const batch = this.#done.splice(0)
      try {
        await this.#parts.queue.boss.complete(this.name, batch)
        for (const { id } of batch) this.#claims.delete(id)
      } catch (error) {
        this.#unreachable(error)
        this.#done.push(...batch)
        await wait(RETRY_MS)
      }
    }
    this.#writing = false
    this.#signalIdle()
  }

  /** If a failure cannot be recorded, the claim lapses and the job runs again. */
  async #fail(claim: Claim, failure: Extract<Outcome, { state: 'failed' }>): Promise<void> {
    try {
      await failClaim(this.#parts.queue, this.name, claim, failure)
      if (failure.final) this.#parts.died()
    } catch (error) {
      this.#unreachable(error)
    }
    this.#claims.delete(claim.id)
    this.#signalIdle()
  }

  /** If a postponement cannot be recorded, the claim lapses as well. */
  async #postpone(claim: Claim, afterS: number): Promise<void> {
    try {
      await handBack(this.#parts.queue.pool, this.name, [claim], afterS)
    } catch (error) {
      this.#unreachable(error)
    }
    this.#claims.delete(claim.id)
    this.#signalIdle()
  }

  async #giveBackWaiting(): Promise<void> {
    const left = this.#waiting.splice(0)
    for (const { id } of left) this.#claims.delete(id)
    await handBack(this.#parts.queue.pool, this.name, left)
    this.#signalIdle()
  }

  #signalIdle(): void {
    if (this.#claims.size === 0 && !this.#taking) this.#whenIdle?.()
  }

  readonly #unreachable = (error: unknown) =>
    this.#parts.runtime.log.warn({ err: error, job: this.name }, 'queue_unreachable')
}
