import type { Ctx } from '#platform/context.ts'
import { PlatformBusy } from './platform-busy.ts'
import { claimOutgoing, type Outgoing } from './store.ts'

/**
 * Longer than any attempt takes, including what a slow shop still does after our time limit.
 * Whoever tries next looks first whether it was done, so no earlier attempt may be under way.
 */
const ATTEMPT_MS = 5 * 60_000

/**
 * Lets one process at a time try what a platform must do once, and nobody after an attempt whose
 * end is unknown for as long as it could still be going.
 */
export async function claimAttempt({ db, orgId, clock }: Ctx, { id }: Outgoing): Promise<void> {
  const now = clock.now()
  const over = new Date(now.getTime() - ATTEMPT_MS)
  if (!(await claimOutgoing(db, orgId, id, { now, over }))) throw new PlatformBusy(TRIED)
}

const TRIED = 'It was tried a moment ago. After a while it is looked up, and tried again if needed.'
