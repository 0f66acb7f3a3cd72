import { findOrderId } from '#orders'
import type { Ctx } from '#platform/context.ts'
import type { LandParts } from '../land/land-order.ts'
import { endHint, provenOnce } from '../fetch/end-hint.ts'
import { timeOfId } from './message.ts'
import { readAgain } from './read-again.ts'
import { listOpen, type Open, type OpenVerdict } from './store.ts'

const PAGE = 200
/** Longer than any request may take: a message that is open for so long was left by its process. */
const GIVEN_UP_AFTER_MS = 120_000

/**
 * Finishes what was left open: reads messages again whose process has died, and parts whose order
 * has arrived since, and closes messages whose fetch has failed for good although their order has
 * come.
 */
export async function finishOpen(parts: LandParts, ctx: Ctx, signal: AbortSignal): Promise<void> {
  const now = ctx.clock.now().getTime()
  const past = new Date(now - GIVEN_UP_AFTER_MS)
  await forEachOpen(ctx, { verdict: 'working', before: past }, signal, async ({ id }) => {
    await readAgain(parts, ctx, id)
  })
  const all = new Date(now + GIVEN_UP_AFTER_MS)
  await forEachOpen(ctx, { verdict: 'waiting', before: all }, signal, async (open) => {
    const { id, storeId, externalId } = open
    if (!externalId || !(await findOrderId(ctx.db, ctx.orgId, storeId, externalId))) return
    await readAgain(parts, ctx, id)
  })
  const provenOf = provenOnce(ctx)
  await forEachOpen(ctx, { verdict: 'fetching', before: all }, signal, async (open) => {
    if (await hasPartToLand(ctx, open)) await readAgain(parts, ctx, open.id)
    else if (timeOfId(open.id) < past) await endHint(ctx, open, provenOf)
  })
}

/** Whether a message of several readings holds a part whose order has arrived since. */
async function hasPartToLand(ctx: Ctx, { storeId, results }: Open): Promise<boolean> {
  for (const { status, externalId, isPart } of results ?? []) {
    const waits = status === 'queued' && isPart && externalId !== null
    if (waits && (await findOrderId(ctx.db, ctx.orgId, storeId, externalId))) return true
  }
  return false
}

async function forEachOpen(
  ctx: Ctx,
  which: { verdict: OpenVerdict; before: Date },
  signal: AbortSignal,
  work: (open: Open) => Promise<void>,
): Promise<void> {
  for (let after: string | undefined; ;) {
    const page = await listOpen(ctx.db, ctx.orgId, { ...which, after, limit: PAGE })
    for (const open of page) {
      signal.throwIfAborted()
      try {
        await work(open)
      } catch (error) {
        // A message that cannot be read must not keep the others waiting.
        ctx.log.error({ err: error, messageId: open.id }, 'intake.message_not_finished')
      }
    }
    if (page.length < PAGE) return
    after = page.at(-1)!.id
  }
}
