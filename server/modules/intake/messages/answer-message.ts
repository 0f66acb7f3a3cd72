import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import type { Result } from './message.ts'
import { judgeMessage, lockAsking } from './store.ts'
import { summaryOf, verdictOf } from './summary.ts'

/** What became of an order that a message only names; `queued` while it is still to be fetched. */
export type Answer = Result & { externalId: string }

export const answerMessage = (ctx: Ctx, messageId: string, answer: Answer): Promise<void> =>
  inTransaction(ctx.db, (tx) => answerIn(ctx, tx, messageId, [answer]))

/**
 * Writes answers into the message that asked for them. It is done once the last order is answered.
 */
export async function answerIn(
  ctx: Ctx,
  tx: Tx,
  messageId: string,
  answers: Answer[],
): Promise<void> {
  const message = await lockAsking(tx, ctx.orgId, messageId)
  if (!message) return
  const judge = (judgement: Parameters<typeof judgeMessage>[3]) =>
    judgeMessage(tx, ctx.orgId, messageId, judgement, message.verdict)
  const { results } = message
  if (results) {
    const told = results.map((result) => answerTo(result, answers))
    return judge({ ...summaryOf(told), ...onlyOrderOf(told), results: told })
  }
  const [answer] = answers
  if (!answer || message.verdict === 'parked') return
  const { status, externalId, orderId, reason = null } = answer
  return judge({ verdict: verdictOf(status), externalId, orderId, reason })
}

/** A part is not answered by its order, since the order may be older than the part. */
function answerTo(result: Result, answers: Answer[]): Result {
  if (result.status !== 'queued' || result.isPart) return result
  return answers.find(({ externalId }) => externalId === result.externalId) ?? result
}

/** The order of a message, where all of its results are about the same one and none is open. */
function onlyOrderOf(results: Result[]): Pick<Result, 'externalId' | 'orderId'> {
  const { externalId = null } = results[0] ?? {}
  const isOne = results.every((one) => one.status !== 'queued' && one.externalId === externalId)
  if (!isOne) return { externalId: null, orderId: null }
  return { externalId, orderId: results.find(({ orderId }) => orderId)?.orderId ?? null }
}
