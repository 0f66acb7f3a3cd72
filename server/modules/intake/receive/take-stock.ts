import { type Noted, noteStock, type StockReading } from '#channels'
import { inTransaction } from '#platform/database.ts'
import type { Ctx } from '#platform/context.ts'
import type { Incoming, Result } from '../messages/message.ts'
import type { Keeper } from './keepers.ts'

/** What a platform tells of its stock is not taken: it shows whether our number stands there. */
export function takeStock(
  { ctx, incoming, keeper }: { ctx: Ctx; incoming: Incoming; keeper: Keeper },
  reading: StockReading,
): Promise<Result> {
  return inTransaction(ctx.db, async (tx) => {
    const noted = await noteStock(ctx, tx, incoming.account.id, reading)
    const status = noted === 'differs' ? 'updated' : 'ignored'
    const reason = WORDS[noted]
    await keeper.keep({ verdict: status, reason }, tx)
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
