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
/** Who is asked to wait for longer looks again meanwhile: the platform may be well by then. */
const ASKED_S_MAX = 3_600

/** Grows with each try, and is never the same for all, so that a platform is not stormed. */
export function waitMs(tries: number, random: number, askedS: number | null = null): number {
  const ownS = Math.min(WAIT_S_MAX, FIRST_WAIT_S * 2 ** Math.min(tries, 12))
  const givenS = Math.min(ASKED_S_MAX, askedS ?? 0)
  return Math.round(1_000 * Math.max(givenS, ownS * (0.5 + random / 2)))
}
