import { findAdapter } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { Problem } from '#platform/problem.ts'
import { idOf, type Incoming, messageOf, type Result } from './message.ts'
import { isParked } from './store.ts'
import { whyUnsaved } from './why-unsaved.ts'
import { insertMessage, rowMaker } from './message-rows.ts'

/** Parks a message that could not be processed, unless the same one is parked already. */
export async function parkFailed(
  ctx: Pick<Ctx, 'db' | 'secrets' | 'log'>,
  incoming: Incoming,
  error: unknown,
): Promise<Result> {
  const { id: messageId, account } = incoming
  ctx.log.error({ err: error, messageId, storeId: account.id }, 'intake.message_failed')
  const reason = error instanceof Problem ? error.message : whyUnsaved(error)
  const externalId = onlyOrderIn(incoming)
  if (!(await isParked(ctx.db, account.orgId, incoming))) {
    const rowOf = rowMaker(ctx.secrets, incoming, undefined)
    await insertMessage(ctx.db, rowOf({ verdict: 'parked', reason, externalId }))
  }
  return { status: 'parked', externalId, orderId: null, reason }
}

/** Its order, by which what it says of a person is found when that person is erased. */
function onlyOrderIn(incoming: Incoming): string | null {
  const readings = findAdapter(incoming.account.platform)?.read(messageOf(incoming)) ?? []
  const named = new Set(readings.map(idOf))
  return named.size === 1 ? [...named][0]! : null
}
