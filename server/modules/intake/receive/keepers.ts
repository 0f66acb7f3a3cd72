import type { AttachedRow } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import type { Incoming, Result } from '../messages/message.ts'
import { judgeMessage } from '../messages/store.ts'
import { summaryOf } from '../messages/summary.ts'
import {
  insertMessage,
  type Judgement,
  type MessageRow,
  rowMaker,
  writeMessages,
} from '../messages/message-rows.ts'

/** Writes what became of a message, each time in the commit of what it did. */
export type Keeper = {
  keep(judgement: Judgement, tx?: Tx): Promise<void>
  /** And asks for its order: by a job of the same commit, so it is never forgotten. */
  keepAndFetch(judgement: Judgement & { externalId: string }): Promise<void>
  /**
   * How the verdict goes along with an order: attached to a new one, settled in the commit of a
   * change.
   */
  verdictFor(externalId: string): {
    attach?: (orderId: string) => AttachedRow
    settle?: (tx: Tx, applied: boolean, orderId: string, reason?: string) => Promise<void>
  }
  /** After an order was placed, where the engine's commit could not carry the verdict. */
  created(of: { externalId: string; orderId: string }): Promise<void>
}

const NOTHING = async (): Promise<void> => {}

/** A message that has just come: its row is written once, with its verdict. */
export function firstKeeper(
  ctx: Ctx,
  incoming: Incoming,
  how: { deliveryKey: string | undefined; isQuiet: boolean },
): Keeper {
  // Packing and sealing takes most of the time, and a quiet repeat needs neither.
  let made: ReturnType<typeof rowMaker> | undefined
  const rowOf: ReturnType<typeof rowMaker> = (judgement) => {
    made ??= rowMaker(ctx.secrets, incoming, how.deliveryKey)
    return made(judgement)
  }
  const keep: Keeper['keep'] = async (judgement, tx) => {
    if (how.isQuiet && judgement.verdict === 'ignored') return
    await insertMessage(tx ?? ctx.db, rowOf(judgement))
  }
  return {
    ...{ keep, keepAndFetch: fetching(ctx, incoming, keep) },
    verdictFor: (externalId) => ({
      attach: (orderId) => ({
        row: rowOf({ verdict: 'created', externalId, orderId }),
        write: writeRows,
      }),
      settle: async (tx, applied, orderId, reason) => {
        if (how.isQuiet && !applied) return
        const verdict = applied ? 'updated' : 'duplicate'
        await insertMessage(tx, rowOf({ verdict, reason: reason ?? null, externalId, orderId }))
      },
    }),
    created: NOTHING,
  }
}

/** One function for all, because the engine makes one statement for each. */
const writeRows: AttachedRow['write'] = (rows) => writeMessages(rows as MessageRow[])

/** A message that is read again. */
export function laterKeeper(ctx: Ctx, incoming: Incoming): Keeper {
  const judge = (judgement: Judgement, tx?: Tx) =>
    judgeMessage(tx ?? ctx.db, ctx.orgId, incoming.id, judgement)
  return {
    ...{ keep: judge, keepAndFetch: fetching(ctx, incoming, judge) },
    verdictFor: (externalId) => ({
      settle: (tx, applied, orderId, reason) => {
        const verdict = applied ? 'updated' : 'duplicate'
        return judge({ verdict, reason: reason ?? null, externalId, orderId }, tx)
      },
    }),
    // Between the two commits the message counts as unfinished: at worst it is read once more.
    created: (of) => judge({ ...of, verdict: 'created' }),
  }
}

const fetching =
  (ctx: Ctx, incoming: Incoming, keep: Keeper['keep']): Keeper['keepAndFetch'] =>
  (judgement) =>
    inTransaction(ctx.db, async (tx) => {
      await keep(judgement, tx)
      await askToFetch(ctx, tx, incoming, judgement.externalId)
    })

/** Several orders in one message: it stands in the table before the first of them is placed. */
export function manyKeeper(ctx: Ctx, incoming: Incoming, deliveryKey: string | undefined) {
  const rowOf = rowMaker(ctx.secrets, incoming, deliveryKey)
  const toFetch = new Set<string>()
  return {
    keep: NOTHING,
    keepAndFetch: async ({ externalId }: { externalId: string }) => void toFetch.add(externalId),
    verdictFor: () => ({}),
    created: NOTHING,
    begin: () => insertMessage(ctx.db, rowOf({ verdict: 'working' })),
    /** Orders are only fetched once the message is there to take the answers. */
    end: (results: Result[]) =>
      inTransaction(ctx.db, async (tx) => {
        await judgeMessage(tx, ctx.orgId, incoming.id, { ...summaryOf(results), results })
        for (const externalId of toFetch) await askToFetch(ctx, tx, incoming, externalId)
      }),
  }
}

function askToFetch(ctx: Ctx, tx: Tx, incoming: Incoming, externalId: string): Promise<void> {
  const { orgId, actor, cause } = ctx
  const payload = { storeId: incoming.account.id, externalId, messageId: incoming.id }
  return enqueue(tx, 'intake.fetch_order', payload, { orgId, actor, cause })
}
