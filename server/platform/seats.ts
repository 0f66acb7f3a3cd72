/** An item remembers its own seat. */
export type Seated = { seat?: number }

/**
 * A set for items that come and go thousands of times a second. A `Set` or `Map` makes a new table
 * each time the old one is full, and the old table keeps references to the new one and to all
 * former items. The collector of young objects treats the old table as still in use, so everything
 * that was ever in it survived and was moved twice.
 */
export class Seats<Item extends Seated> {
  readonly #seats: (Item | undefined)[] = []
  readonly #free: number[] = []

  get taken(): number {
    return this.#seats.length - this.#free.length
  }

  take(item: Item): void {
    item.seat = this.#free.pop() ?? this.#seats.length
    this.#seats[item.seat] = item
  }

  /** Says whether the item had a seat. */
  leave(item: Item): boolean {
    const { seat } = item
    if (seat === undefined || this.#seats[seat] !== item) return false
    this.#seats[seat] = undefined
    this.#free.push(seat)
    return true
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (const item of this.#seats) if (item) yield item
  }
}
