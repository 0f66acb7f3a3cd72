import { findAdapter } from '#channels'
import type { Clock } from '#platform/clock.ts'
import type { StoreAccount } from '#stores'

/**
 * Says which proofs are not to be believed. If a proven range ends later than `latest`, our clock
 * was ahead when it was proven, and other ranges that it has proven may be wrong as well; so
 * nothing that lies after `since` counts as proven.
 */
export type Doubt = { latest: Date; since: Date }

/** Nobody knows since when a clock has been wrong, but it hardly stays unnoticed for longer. */
const DOUBT_MS = 7 * 86_400_000

/**
 * A clock that is ahead by less than the overlap does no harm, since each poll goes back as far.
 */
export function doubtOf({ clock }: { clock: Clock }, account: StoreAccount): Doubt {
  const now = clock.now().getTime()
  const { overlapS = 0 } = findAdapter(account.platform)?.limits ?? {}
  const begun = Math.max(now - DOUBT_MS, account.createdAt.getTime())
  return { latest: new Date(now + overlapS * 1_000), since: new Date(Math.min(begun, now)) }
}
