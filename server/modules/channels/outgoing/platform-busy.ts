import type { Ctx } from '#platform/context.ts'
import { Postponed } from '#platform/jobs-runtime/postponed.ts'

/** The platform may do it later, so the job runs again with the same key. */
export class PlatformBusy extends Error {
  override readonly name = 'PlatformBusy'
  readonly afterS: number | null

  constructor(why: string, afterS: number | null = null) {
    super(why)
    this.afterS = afterS
  }
}

/** A shorter wait comes from a rate limit or an outage, and counts as an attempt like any other. */
const HELD_MIN_S = 300
/** A pause may end early, so the job runs again after an hour at most. */
const LOOK_AGAIN_MAX_S = 3_600

/**
 * Lets a job wait without using up its attempts while a store is paused or the platform holds the
 * order, which may last for days.
 */
export const patiently =
  <Payload>(run: (ctx: Ctx, payload: Payload) => Promise<void>) =>
  async (ctx: Ctx, payload: Payload): Promise<void> => {
    try {
      await run(ctx, payload)
    } catch (error) {
      if (!(error instanceof PlatformBusy) || (error.afterS ?? 0) < HELD_MIN_S) throw error
      throw new Postponed(Math.min(error.afterS!, LOOK_AGAIN_MAX_S), error.message)
    }
  }
