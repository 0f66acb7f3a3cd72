import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Headers } from '#channels'
import type { Runtime } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import { SpoolFile } from './spool-file.ts'
import { type Slot, takeLeftBehind, takeSlot } from './slots.ts'

/** A message that could not go into the database. Its time of arrival stands in the id. */
export type Spooled = { id: string; storeId: string; headers: Headers; body: Uint8Array }

/**
 * Processes messages and returns those that the database did not take. A message that cannot be
 * processed for another reason is parked, and counts as taken.
 */
export type Drain = (messages: Spooled[]) => Promise<Spooled[]>

const TRY_EVERY_MS = 500
/** How many messages are given to the drain at a time. */
const BATCH_MAX = 200
const PURPOSE = 'spool'

/**
 * Takes messages onto the disk while the database is away, and drains them into it later, in the
 * order in which they came. As long as anything waits, everything that arrives waits behind it.
 */
export class Spool {
  readonly #runtime: Runtime
  readonly #drain: Drain
  readonly #root: string
  readonly #bytesMax: number
  #slot: Slot | undefined
  #file: Promise<SpoolFile> | undefined
  #draining: Promise<void> | undefined
  #stopping = new AbortController()
  /** Messages that are still being processed although they are spooled; whether they were done. */
  readonly #underWay = new Map<string, Promise<boolean>>()
  #count = 0
  #since: Date | null = null
  #fault: string | null = null

  constructor(runtime: Runtime, options: { bytesMax: number; drain: Drain }) {
    this.#runtime = runtime
    this.#drain = options.drain
    this.#bytesMax = options.bytesMax
    this.#root = path.join(runtime.config.dataDir, 'spool')
  }

  /** Begins to drain what earlier processes have left behind. */
  async start(): Promise<void> {
    mkdirSync(this.#root, { recursive: true, mode: 0o700 })
    this.#slot = takeSlot(this.#root)
    const own = await this.#opened()
    this.#count = own.found
    if (own.bytes > 0) this.#begin()
    for (const slot of takeLeftBehind(this.#root)) void this.#drainSlot(slot)
  }

  /** Whether messages wait here, so that new ones must wait behind them. */
  get isInUse(): boolean {
    return this.#draining !== undefined
  }

  get state() {
    return { waiting: this.#count, since: this.#since, fault: this.#fault }
  }

  /**
   * Resolves when the message is safe on the disk. `underWay` is given for one that is still being
   * processed: it says later whether that was done, and the message is drained only if not.
   */
  async put(
    message: Omit<Spooled, 'id'> & { id?: string },
    underWay?: Promise<boolean>,
  ): Promise<void> {
    const { id = newId(), storeId, headers, body } = message
    if (underWay) this.#underWay.set(id, underWay)
    const head = Buffer.from(JSON.stringify({ id, storeId, headers }))
    const size = Buffer.alloc(4)
    size.writeUInt32BE(head.length)
    const plain = Buffer.concat([size, head, body])
    try {
      const file = await this.#opened()
      await file.append(this.#runtime.secrets.seal(plain, PURPOSE))
      this.#fault = null
    } catch (error) {
      this.#underWay.delete(id)
      this.#fault = (error as Error).message
      throw error
    }
    this.#count++
    this.#begin()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#draining
    if (this.#file) await (await this.#file).close()
    this.#slot?.release()
  }

  #opened(): Promise<SpoolFile> {
    this.#file ??= SpoolFile.open(this.#slot!.folder, this.#bytesMax)
    return this.#file
  }

  #begin(): void {
    this.#since ??= this.#runtime.clock.now()
    this.#draining ??= this.#run()
  }

  async #run(): Promise<void> {
    const file = await this.#opened()
    await this.#empty(file)
    // No message can be put in between here, because nothing is awaited.
    this.#draining = undefined
    if (file.isEmpty) this.#count = 0
    if (file.isEmpty) this.#since = null
  }

  async #empty(file: SpoolFile): Promise<void> {
    while (!file.isEmpty && !this.#stopping.signal.aborted) {
      const segment = await file.oldest()
      const isDone = segment && (await this.#drainSegment(segment.records))
      if (segment && isDone) await file.remove(segment.number)
      else await this.#pause(segment ? TRY_EVERY_MS : 5)
    }
  }

  /**
   * Drains the records of a segment. If it is stopped in between, the next process drains all of
   * the segment once more, which changes nothing for the messages that were done.
   */
  async #drainSegment(records: Buffer[]): Promise<boolean> {
    for (let at = 0; at < records.length; at += BATCH_MAX) {
      if (this.#stopping.signal.aborted) return false
      let open = await this.#stillOpen(records.slice(at, at + BATCH_MAX))
      while (open.length > 0) {
        const left = await this.#drain(open)
        const taken = open.length - left.length
        this.#count = Math.max(0, this.#count - taken)
        open = left
        if (this.#stopping.signal.aborted && open.length > 0) return false
        // A database that takes a few messages is slow, and goes on; one that takes none is away.
        if (taken === 0) await this.#pause(TRY_EVERY_MS)
      }
    }
    return true
  }

  async #stillOpen(records: Buffer[]): Promise<Spooled[]> {
    const open: Spooled[] = []
    for (const message of records.map((record) => this.#read(record))) {
      const isDone = await this.#underWay.get(message.id)
      this.#underWay.delete(message.id)
      if (isDone) this.#count = Math.max(0, this.#count - 1)
      else open.push(message)
    }
    return open
  }

  #read(record: Buffer): Spooled {
    const plain = Buffer.from(this.#runtime.secrets.open(record, PURPOSE))
    const end = 4 + plain.readUInt32BE()
    const head = JSON.parse(plain.toString('utf8', 4, end)) as Omit<Spooled, 'body'>
    return { ...head, body: plain.subarray(end) }
  }

  async #drainSlot(slot: Slot): Promise<void> {
    const file = await SpoolFile.open(slot.folder, this.#bytesMax)
    this.#runtime.log.warn({ bytes: file.bytes }, 'intake.spool_left_behind')
    await this.#empty(file)
    await file.close()
    slot.release()
  }

  #pause(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => {})
  }
}
