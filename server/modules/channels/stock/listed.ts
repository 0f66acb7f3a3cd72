/** How many pieces a platform may show of what can be sold. */
export function listedQuantity(
  sellable: number,
  { buffer, maxListed }: { buffer: number; maxListed: number | null },
): number {
  const shown = Math.max(0, sellable - buffer)
  return maxListed === null ? shown : Math.min(shown, maxListed)
}

const FIRST_WAIT_S = 2
const WAIT_S_MAX = 900

/** Grows with each try, and is never the same for all, so that a platform is not stormed. */
export function waitMs(tries: number, random: number, askedS: number | null = null): number {
  const ownS = Math.min(WAIT_S_MAX, FIRST_WAIT_S * 2 ** Math.min(tries, 12))
  return Math.round(1_000 * Math.max(askedS ?? 0, ownS * (0.5 + random / 2)))
}
