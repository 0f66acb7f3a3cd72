import type { AttachedRow, Outcome, PlaceOrder } from './command.ts'
import { buyerKey, callerKey, identityKey, skuKey, takesFromOurShelves } from './keys.ts'

export type Waiting = {
  command: PlaceOrder
  attached?: AttachedRow | undefined
  queue: 'checkout' | 'bulk'
  /** What other orders may want as well: its SKUs, its key, its buyer. */
  touches: string[]
  /** The one of these that it waits for, and how often that has changed. */
  waitsFor?: string
  turnsMissed: number
  /** It may have been written already: from then on its own id is looked up first. */
  wasSent?: boolean
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

/** `keys`: what its orders touch. */
export type Batch = { waiting: Waiting[]; keys: Set<string>; parked: Waiting[] }

/** `share`: after so many orders, only those that another lane could not take beside this batch. */
type Limits = { share: number; ordersMax: number; linesMax: number }

/** An order that wants two popular SKUs could go from one line to the other for ever. */
const TURNS_MISSED_MAX = 4

/**
 * Orders that wait for a lane. What a batch that is being written touches, no other batch of this
 * process touches: its orders are parked until that one is done, so that lanes never wait for each
 * other inside of PostgreSQL, and a repeat always finds what it repeats.
 */
export class OrderQueue {
  /** Buyers who wait for an answer come before imports, which only want to be done. */
  readonly #ready: Record<Waiting['queue'], Waiting[]> = { checkout: [], bulk: [] }
  /** At most one for each lane. Not a map of all keys, for the reason that `Seats` tells. */
  #writing: Batch[] = []
  #parked = 0

  /** How many could be written now. */
  get ready(): number {
    return this.#ready.checkout.length + this.#ready.bulk.length
  }

  get length(): number {
    return this.ready + this.#parked
  }

  add(waiting: Waiting): void {
    const block = this.#blockOf(waiting)
    if (block) this.#park(waiting, block)
    else this.#ready[waiting.queue].push(waiting)
  }

  /** The next orders, in the order in which they came; `onLate` gets those that waited too often. */
  take(limits: Limits, onLate: (waiting: Waiting) => void): Batch {
    const batch: Batch = { waiting: [], keys: new Set(), parked: [] }
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
        const block = this.#blockOf(waiting)
        if (block && waiting.turnsMissed > TURNS_MISSED_MAX) onLate(waiting)
        else if (block) this.#park(waiting, block)
        else if (batch.waiting.length >= limits.share && !isWith(waiting, batch)) {
          left.push(waiting)
        } else {
          join(waiting, batch)
          lines = linesThen
        }
      }
      this.#ready[name] = [...left, ...queue.slice(seen)]
    }
    this.#writing.push(batch)
    return batch
  }

  /** Ends a batch; the orders that waited for it come first now. */
  done(batch: Batch): void {
    this.#writing = this.#writing.filter((other) => other !== batch)
    this.#parked -= batch.parked.length
    for (const name of ['checkout', 'bulk'] as const) {
      const freed = batch.parked.filter(({ queue }) => queue === name)
      if (freed.length > 0) this.#ready[name] = [...freed, ...this.#ready[name]]
    }
  }

  /** Which of its keys a batch that is being written has as well. */
  #blockOf({ touches }: Waiting): Block | undefined {
    for (const batch of this.#writing) {
      const key = touches.find((one) => batch.keys.has(one))
      if (key !== undefined) return { key, batch }
    }
    return undefined
  }

  /** To wait for the same key again is no turn missed, because nobody in that line is overtaken. */
  #park(waiting: Waiting, { key, batch }: Block): void {
    if (waiting.waitsFor !== key) waiting.turnsMissed++
    waiting.waitsFor = key
    batch.parked.push(waiting)
    this.#parked++
  }
}

type Block = { key: string; batch: Batch }

function join(waiting: Waiting, batch: Batch): void {
  batch.waiting.push(waiting)
  for (const key of waiting.touches) batch.keys.add(key)
}

const isWith = ({ touches }: Waiting, { keys }: Batch): boolean =>
  touches.some((key) => keys.has(key))

export function touchedBy(command: PlaceOrder): string[] {
  const { orgId, sale } = command
  const touches: string[] = []
  if (sale.by === 'channel') touches.push(identityKey(command))
  if (command.key) touches.push(callerKey(command))
  const buyer = buyerKey(command)
  if (buyer) touches.push(buyer)
  if (!takesFromOurShelves(command)) return touches
  for (const { sku } of sale.lines) if (sku !== null) touches.push(skuKey(orgId, sku))
  return touches
}
