/** An item knows the seat that it has. */
export type Seated = { seat?: number }

/**
 * A set for items that come and go a thousand times a second. A `Set` or `Map` makes a new table
 * each time the old one has filled up, and the old one keeps references to the new one and to all
 * that was in it. The collector of young objects takes the old table for one that is in use: all
 * that had ever been inside lived on, and was moved about twice.
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

  /** Whether it had one. */
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
