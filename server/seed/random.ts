export type Random = ReturnType<typeof seeded>

/** Numbers that look random and come again with the same seed (mulberry32). */
export function seeded(seed: number) {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    chance: (share: number): boolean => next() < share,
    /** Both ends can come up. */
    between: (low: number, high: number): number => low + Math.floor(next() * (high - low + 1)),
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!,
  }
}

/** Picks by `share`; the shares need not sum to anything. */
export function weighted<T extends { share: number }>(items: readonly T[]) {
  const total = items.reduce((sum, { share }) => sum + share, 0)
  return (random: Random): T => {
    let left = random.next() * total
    return items.find(({ share }) => (left -= share) < 0) ?? items.at(-1)!
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Ids as of that moment (UUIDv7): rows of the past stand in the indexes before those of today. */
export function idsFrom(random: Random): (atMs: number) => string {
  const byte = (bits: number) => HEX[bits & 255]!
  return (atMs) => {
    const time = atMs.toString(16).padStart(12, '0')
    const [a, b, c] = [random.next() * 2 ** 32, random.next() * 2 ** 32, random.next() * 2 ** 32]
    const middle = `7${byte(a >>> 4)}${HEX[a & 15]![1]}-${byte(((b >>> 8) & 63) | 128)}${byte(b)}`
    const end = `${byte(b >>> 16)}${byte(b >>> 24)}${byte(c)}${byte(c >>> 8)}${byte(c >>> 16)}`
    return `${time.slice(0, 8)}-${time.slice(8)}-${middle}-${end}${byte(c >>> 24)}`
  }
}
