import { findAdapter } from '#channels'
import type { Clock } from '#platform/clock.ts'
import type { StoreAccount } from '#stores'

/**
 * A range that ends later than `latest` was proven by a clock that was ahead. What it proved since
 * then is not true either, so nothing is believed from `since` on.
 */
export type Doubt = { latest: Date; since: Date }

/** Nobody knows since when a clock has been wrong; for longer it would hardly stay unnoticed. */
const DOUBT_MS = 7 * 86_400_000

/** A clock that is ahead by less than the overlap does no harm: each look goes back so far. */
export function doubtOf({ clock }: { clock: Clock }, account: StoreAccount): Doubt {
  const now = clock.now().getTime()
  const { overlapS = 0 } = findAdapter(account.platform)?.limits ?? {}
  const begun = Math.max(now - DOUBT_MS, account.createdAt.getTime())
  return { latest: new Date(now + overlapS * 1_000), since: new Date(Math.min(begun, now)) }
}
