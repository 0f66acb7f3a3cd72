import type { Waiting } from './store.ts'

/** So many pieces of these promises, in their order; what is taken is gone from them. */
export function takeFrom(promises: Waiting[], pieces: number): Waiting[] {
  let left = pieces
  return promises.flatMap((promise) => {
    const quantity = Math.min(left, promise.quantity)
    if (quantity === 0) return []
    left -= quantity
    promise.quantity -= quantity
    return [{ ...promise, quantity }]
  })
}
