export type Random = ReturnType<typeof createRandom>

/** Numbers that look random and come again with the same seed (mulberry32). */
export function createRandom(seed: number) {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const from = (characters: string, length: number): string =>
    Array.from({ length }, () => characters[between(0, characters.length - 1)]).join('')
  return {
    next,
    /** Both ends can come up. */
    between,
    chance: (share: number): boolean => next() < share,
    pick: <T>(items: readonly T[]): T => items[between(0, items.length - 1)]!,
    digits: (length: number): string => from('123456789', 1) + from('0123456789', length - 1),
    hex: (length: number): string => from('0123456789abcdef', length),
    uuid: (): string =>
      [8, 4, 4, 4, 12].map((length) => from('0123456789abcdef', length)).join('-'),
  }
}
