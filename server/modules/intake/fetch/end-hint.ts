import { findOrderId } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { endDeadLetters } from '#platform/jobs-runtime/dead-letters.ts'
import { findAccount } from '#stores'
import { type Answer, answerIn } from '../messages/answer-message.ts'
import { timeOfId } from '../messages/message.ts'
import { isFetchedSince, type Open } from '../messages/store.ts'
import { readProof } from '../sync/completeness.ts'

/**
 * Closes a message that only named orders and whose fetch has failed for good, once its orders have
 * come by another way: a poll, a sync of the past, or a fetch for another message.
 */
export async function endHint(ctx: Ctx, hint: Open, provenOf: ProvenOf): Promise<void> {
  const { id } = hint
  const answers: Answer[] = []
  for (const externalId of askedIn(hint)) {
    const orderId = await findOrderId(ctx.db, ctx.orgId, hint.storeId, externalId)
    if (!orderId || !(await isAnswered(ctx, { hint, orderId, provenOf }))) return
    answers.push({ status: 'duplicate', externalId, orderId, reason: ANSWERED })
  }
  if (answers.length === 0) return
  await inTransaction(ctx.db, async (tx) => {
    await answerIn(ctx, tx, id, answers)
    const dead = { job: 'intake.fetch_order', with: { messageId: id }, reason: ANSWERED }
    await endDeadLetters(ctx, tx, dead)
  })
}

const ANSWERED = 'The order has come by another way after this message.'

function askedIn({ externalId, results }: Open): string[] {
  if (externalId) return [externalId]
  const queued = (results ?? []).filter(({ status, isPart }) => status === 'queued' && !isPart)
  return [...new Set(queued.flatMap(({ externalId: id }) => id ?? []))]
}

/**
 * Whether what the message told of is known by now: the order was fetched after it, or everything
 * that had changed at the platform until then was compared. The second does not count for a message
 * that comes from such a comparison and was understood in part only.
 */
async function isAnswered(
  ctx: Ctx,
  { hint, orderId, provenOf }: { hint: Open; orderId: string; provenOf: ProvenOf },
): Promise<boolean> {
  const { id, storeId, source } = hint
  if (await isFetchedSince(ctx.db, ctx.orgId, { orderId, messageId: id })) return true
  const through = source === 'sent' ? await provenOf(storeId) : undefined
  return through !== undefined && through > timeOfId(id)
}

/** Gives the moment up to which no order of a store is missing. */
type ProvenOf = (storeId: string) => Promise<Date | undefined>

/** Reads the proof of each store only once, however many of its messages are looked at. */
export function provenOnce(ctx: Ctx): ProvenOf {
  const known = new Map<string, Date | undefined>()
  return async (storeId) => {
    if (!known.has(storeId)) known.set(storeId, await provenThrough(ctx, storeId))
    return known.get(storeId)
  }
}

async function provenThrough(ctx: Ctx, storeId: string): Promise<Date | undefined> {
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  return account && (await readProof(ctx, account)).through
}
