import { markKey } from '#customers'
import type { Company, Outcome, PlaceOrder } from './command.ts'
import { callerKey, identityKey } from './decide.ts'

export type Waiting = {
  command: PlaceOrder
  company?: Company | undefined
  queue: 'checkout' | 'bulk'
  /** What other orders may want as well: its SKUs, its key, its person. */
  touches: string[]
  /** Of these, the one that it waits for, and how often it was another one than before. */
  waitsFor?: string
  turnsMissed: number
  /** It may have been written already: from then on its own id is looked up first. */
  wasSent?: boolean
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

export type Batch = { waiting: Waiting[]; parked: Waiting[] }

/** `share`: from here on, only what another lane could not take beside this batch. */
type Limits = { share: number; ordersMax: number; linesMax: number }

/** An order that wants two popular SKUs could stand in the one line and in the other for ever. */
const TURNS_MISSED_MAX = 4

/**
 * Orders that wait for a lane. What a batch that is being written touches, no other batch of this
 * process touches: its orders are parked until that one is done, so that lanes never wait for each
 * other inside of PostgreSQL, and a repeat always finds what it repeats.
 */
export class OrderQueue {
  /** Buyers who wait for an answer come before imports, which only want to be done. */
  readonly #ready: Record<Waiting['queue'], Waiting[]> = { checkout: [], bulk: [] }
  readonly #writing = new Map<string, Batch>()
  #parked = 0

  /** How many could be written now. */
  get ready(): number {
    return this.#ready.checkout.length + this.#ready.bulk.length
  }

  get length(): number {
    return this.ready + this.#parked
  }

  add(waiting: Waiting): void {
    const key = this.#blockOf(waiting)
    if (key === undefined) this.#ready[waiting.queue].push(waiting)
    else this.#park(waiting, key)
  }

  /** The next orders, in the order in which they came; `onLate` gets those that waited too often. */
  take(limits: Limits, onLate: (waiting: Waiting) => void): Batch {
    const batch: Batch = { waiting: [], parked: [] }
    let lines = 0
    for (const name of ['checkout', 'bulk'] as const) {
      const queue = this.#ready[name]
      const left: Waiting[] = []
      let seen = 0
      for (const waiting of queue) {
        const linesThen = lines + waiting.command.sale.lines.length
        const isFull = batch.waiting.length >= limits.ordersMax || linesThen > limits.linesMax
        if (isFull && batch.waiting.length > 0) break
        seen++
        const key = this.#blockOf(waiting, batch)
        if (key !== undefined && waiting.turnsMissed > TURNS_MISSED_MAX) onLate(waiting)
        else if (key !== undefined) this.#park(waiting, key)
        else if (batch.waiting.length >= limits.share && !this.#isWith(waiting, batch)) {
          left.push(waiting)
        } else {
          this.#write(waiting, batch)
          lines = linesThen
        }
      }
      this.#ready[name] = [...left, ...queue.slice(seen)]
    }
    return batch
  }

  /** Those that waited for it come first now. */
  done(batch: Batch): void {
    for (const { touches } of batch.waiting) {
      for (const key of touches) this.#writing.delete(key)
    }
    this.#parked -= batch.parked.length
    for (const name of ['checkout', 'bulk'] as const) {
      const freed = batch.parked.filter(({ queue }) => queue === name)
      if (freed.length > 0) this.#ready[name] = [...freed, ...this.#ready[name]]
    }
  }

  #write(waiting: Waiting, batch: Batch): void {
    batch.waiting.push(waiting)
    for (const key of waiting.touches) this.#writing.set(key, batch)
  }

  /** What it touches and another batch that is being written touches as well. */
  #blockOf({ touches }: Waiting, own?: Batch): string | undefined {
    return touches.find((key) => {
      const batch = this.#writing.get(key)
      return batch !== undefined && batch !== own
    })
  }

  #isWith({ touches }: Waiting, batch: Batch): boolean {
    return touches.some((key) => this.#writing.get(key) === batch)
  }

  /** In the line for one popular SKU nobody is overtaken: only a change of the line counts. */
  #park(waiting: Waiting, key: string): void {
    if (waiting.waitsFor !== key) waiting.turnsMissed++
    waiting.waitsFor = key
    this.#writing.get(key)!.parked.push(waiting)
    this.#parked++
  }
}

export function touchedBy(command: PlaceOrder): string[] {
  const { orgId, sale, customer, customerId } = command
  const touches: string[] = []
  if (sale.by === 'channel') touches.push(identityKey(command))
  if (command.key) touches.push(callerKey(command))
  const mark = customerId ? undefined : markKey({ orgId, ...customer })
  if (mark) touches.push(mark)
  if (sale.by === 'channel' && !sale.touchesStock) return touches
  for (const { sku } of sale.lines) if (sku !== null) touches.push(`${orgId}/${sku}`)
  return touches
}
