import { sql } from 'kysely'
import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { defineSetting, readSetting } from '#settings'

export const keepOriginalsDays = defineSetting({
  key: 'intake.keep_originals_days',
  schema: z.int().min(7).max(3_650),
  standard: 400,
  help: 'For how many days the messages of platforms are kept, with their originals.',
})

const DAY_MS = 86_400_000
const AT_ONCE = 5_000

/** Deletes messages that are older than the org wants to keep them, except those still open. */
export async function forgetMessages(ctx: Ctx, signal: AbortSignal): Promise<void> {
  const days = await readSetting(ctx, keepOriginalsDays)
  const before = new Date(ctx.clock.now().getTime() - days * DAY_MS)
  for (;;) {
    signal.throwIfAborted()
    const { numAffectedRows = 0n } = await sql`
      delete from messages where (org_id, id, received_at) in (
        select org_id, id, received_at from messages
        where org_id = ${ctx.orgId} and received_at < ${before}
          and verdict not in ('working', 'fetching', 'waiting', 'parked')
        limit ${AT_ONCE})
    `.execute(ctx.db)
    if (numAffectedRows < AT_ONCE) return
  }
}
