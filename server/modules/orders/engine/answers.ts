/** So many callers are told at once. */
const AT_ONCE = 16

/**
 * Tells callers what became of their orders, a few at a time. What follows from one answer, writing
 * a reply and reading the next request, takes longer than the order took in the engine: told all at
 * once, the callers of a large batch kept the next one waiting with its rows locked, and PostgreSQL
 * idle.
 */
export class Answers {
  #due: (() => void)[] = []

  get waiting(): number {
    return this.#due.length
  }

  add(tell: () => void): void {
    if (this.#due.length === 0) setImmediate(() => this.#tellSome())
    this.#due.push(tell)
  }

  #tellSome(): void {
    for (const tell of this.#due.splice(0, AT_ONCE)) tell()
    if (this.#due.length > 0) setImmediate(() => this.#tellSome())
  }
}
