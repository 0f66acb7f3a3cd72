import type { SimulatorClock } from './clock.ts'

/** How many calls, or points, somebody has left; it fills again with the platform's time. */
export type Bucket = {
  /** Takes `cost` when there is so much, and says how it stands after that. */
  take(cost?: number): { isTaken: boolean; left: number; waitS: number }
  left(): number
}

export function createBucket(
  clock: SimulatorClock,
  { size, perSecond }: { size: number; perSecond: number },
): Bucket {
  let level = size
  let atMs = clock.now().getTime()
  const left = () => {
    const nowMs = clock.now().getTime()
    level = Math.min(size, level + ((nowMs - atMs) / 1_000) * perSecond)
    atMs = nowMs
    return level
  }
  return {
    left,
    take(cost = 1) {
      const isTaken = left() >= cost
      if (isTaken) level -= cost
      return { isTaken, left: level, waitS: isTaken ? 0 : (cost - level) / perSecond }
    },
  }
}
