import { ChannelFailure } from '../../adapter.ts'

/** How many calls per second, and how many at once, Amazon allows for each operation. */
const RATES = {
  searchOrders: [0.0056, 20],
  getOrder: [0.5, 30],
  listOrdersV0: [0.0167, 20],
  getOrderV0: [0.5, 30],
  getItemsV0: [0.5, 30],
  getAddressV0: [0.5, 30],
  restrictedToken: [1, 10],
  confirmShipment: [2, 10],
  searchListings: [5, 5],
  getListing: [5, 10],
  patchListing: [5, 5],
  createDocument: [0.5, 15],
  createFeed: [0.0083, 15],
  getFeed: [2, 15],
  getDocument: [0.0222, 10],
} as const satisfies Record<string, readonly [perSecond: number, burst: number]>

export type Operation = keyof typeof RATES

export type Throttle = {
  /** Throws a failure with the time to wait, where the operation has no calls left. */
  pass(operation: Operation, now: Date): void
  /** Notes what the answer says about the rate of its operation. */
  note(operation: Operation, now: Date, answer: { rate: string; isRefused: boolean }): void
}

type Bucket = { perSecond: number; level: number; atMs: number }

/** Counts the calls of one seller as Amazon does, so that few calls are refused. */
export function createThrottle(): Throttle {
  const buckets = new Map<Operation, Bucket>()
  const filled = (operation: Operation, now: Date): Bucket => {
    const [perSecond, burst] = RATES[operation]
    const bucket = buckets.get(operation) ?? { perSecond, level: burst, atMs: now.getTime() }
    const sinceS = Math.max(0, (now.getTime() - bucket.atMs) / 1_000)
    bucket.level = Math.min(burst, bucket.level + sinceS * bucket.perSecond)
    bucket.atMs = now.getTime()
    buckets.set(operation, bucket)
    return bucket
  }
  return {
    pass(operation, now) {
      const bucket = filled(operation, now)
      if (bucket.level < 1) {
        const retryAfterS = Math.ceil((1 - bucket.level) / bucket.perSecond)
        const words = `Amazon allows no more calls of ${operation} for ${retryAfterS} s.`
        throw new ChannelFailure('again', words, { retryAfterS })
      }
      bucket.level -= 1
    },
    note(operation, now, { rate, isRefused }) {
      const bucket = filled(operation, now)
      if (Number(rate) > 0) bucket.perSecond = Number(rate)
      if (isRefused) bucket.level = 0
    },
  }
}
