import { type Noted, noteStock, type StockReading } from '#channels'
import { inTransaction } from '#platform/database.ts'
import type { Ctx } from '#platform/context.ts'
import type { Incoming, Result } from '../messages/message.ts'
import type { VerdictWriter } from './verdict-writers.ts'

/**
 * What a platform tells of its stock is never taken over. It is compared with the number that was
 * pushed there, and a number that differs is pushed again.
 */
export function compareStock(
  { ctx, incoming, writer }: { ctx: Ctx; incoming: Incoming; writer: VerdictWriter },
  reading: StockReading,
): Promise<Result> {
  return inTransaction(ctx.db, async (tx) => {
    const noted = await noteStock(ctx, tx, incoming.account.id, reading)
    const status = noted === 'differs' ? 'updated' : 'ignored'
    const reason = WORDS[noted]
    await writer.write({ verdict: status, reason }, tx)
    return { status, externalId: null, orderId: null, reason }
  })
}

const WORDS: Record<Noted, string> = {
  not_ours: 'It tells of stock that is not pushed from here.',
  pending: 'It tells of stock; our number is on its way there.',
  seen: 'It confirms the stock that we have pushed.',
  same: 'It tells of the stock that we know of.',
  differs: 'Somebody has changed the stock there; our number is pushed again.',
  asked: 'It does not say how much stock there is, so that is read.',
}
