import type { AttachedRow } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import type { Settled } from '../land/land-order.ts'
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

/**
 * Writes what became of a message in the same commit as what was done for it. There is one writer
 * for a message that has just come, one for a message that is read again, and one for a message of
 * several orders.
 */
export type VerdictWriter = {
  write(judgement: Judgement, tx?: Tx): Promise<void>
  /** Writes the verdict and, in the same commit, a job that asks the platform for the order. */
  writeAndFetch(judgement: Judgement & { externalId: string }): Promise<void>
  /**
   * How the verdict is written together with an order: `attach` gives the row that is inserted with
   * a new order, `settle` is called in the transaction that changes a known one.
   */
  verdictFor(externalId: string): {
    attach?: (orderId: string) => AttachedRow
    settle?: (tx: Tx, settled: Settled) => Promise<void>
  }
  /** The message says something of this order, whose customer was erased, and changes nothing. */
  erase(tx: Tx, of: { externalId: string; orderId: string }): Promise<void>
  /** Is called after an order was placed, for a writer that has attached nothing to it. */
  created(of: { externalId: string; orderId: string }): Promise<void>
}

const NOTHING = async (): Promise<void> => {}

/** For a message that has just come: its row is inserted with its verdict. */
export function writerForNew(
  ctx: Ctx,
  incoming: Incoming,
  how: { deliveryKey: string | undefined; isQuiet: boolean },
): VerdictWriter {
  // The row is made when it is first needed, because a quiet message that says nothing new needs no
  // row, and compressing and sealing its body is most of the work.
  let made: ReturnType<typeof rowMaker> | undefined
  const rowOf: ReturnType<typeof rowMaker> = (judgement) => {
    made ??= rowMaker(ctx.secrets, incoming, how.deliveryKey)
    return made(judgement)
  }
  const write: VerdictWriter['write'] = async (judgement, tx) => {
    if (how.isQuiet && judgement.verdict === 'ignored') return
    await insertMessage(tx ?? ctx.db, rowOf(judgement))
  }
  return {
    ...{ write, writeAndFetch: writingAndFetching(ctx, incoming, write) },
    verdictFor: (externalId) => ({
      attach: (orderId) => ({
        row: rowOf({ verdict: 'created', externalId, orderId }),
        write: writeRows,
      }),
      settle: async (tx, settled) => {
        if (how.isQuiet && !settled.applied) return
        await insertMessage(tx, rowOf({ ...verdictOn(settled), externalId }))
        await askToErase(ctx, tx, settled)
      },
    }),
    erase: (tx, { orderId }) => askToErase(ctx, tx, { orderId, isErased: true }),
    created: NOTHING,
  }
}

const verdictOn = ({ applied, reason, orderId }: Settled): Judgement => ({
  ...{ verdict: applied ? 'updated' : 'duplicate', reason: reason ?? null, orderId },
})

/** Is one function for all messages: the engine makes one statement of all rows that share it. */
const writeRows: AttachedRow['write'] = (rows) => writeMessages(rows as MessageRow[])

/** For a message that is read again: its row is there already and gets a new verdict. */
export function writerForKept(ctx: Ctx, incoming: Incoming): VerdictWriter {
  const judge = (judgement: Judgement, tx?: Tx) =>
    judgeMessage(tx ?? ctx.db, ctx.orgId, incoming.id, judgement)
  return {
    ...{ write: judge, writeAndFetch: writingAndFetching(ctx, incoming, judge) },
    verdictFor: (externalId) => ({
      settle: async (tx, settled) => {
        await judge({ ...verdictOn(settled), externalId }, tx)
        await askToErase(ctx, tx, settled)
      },
    }),
    erase: (tx, { orderId }) => askToErase(ctx, tx, { orderId, isErased: true }),
    // The order is committed before this verdict. If the process dies in between, the message is
    // still unfinished and is read once more, which finds the order and changes nothing.
    created: (of) => judge({ ...of, verdict: 'created' }),
  }
}

const writingAndFetching =
  (ctx: Ctx, incoming: Incoming, write: VerdictWriter['write']): VerdictWriter['writeAndFetch'] =>
  (judgement) =>
    inTransaction(ctx.db, async (tx) => {
      await write(judgement, tx)
      await askToFetch(ctx, tx, incoming, judgement.externalId)
    })

/**
 * For a message of several orders. Its row is inserted before the first of them is placed, and gets
 * one verdict and the result of each order when all are done.
 */
export function writerForSeveral(ctx: Ctx, incoming: Incoming, deliveryKey: string | undefined) {
  const rowOf = rowMaker(ctx.secrets, incoming, deliveryKey)
  const toFetch = new Set<string>()
  const toErase = new Map<string, Erased>()
  return {
    write: NOTHING,
    writeAndFetch: async ({ externalId }: { externalId: string }) => void toFetch.add(externalId),
    verdictFor: (externalId: string) => ({
      settle: async (_tx: Tx, settled: Settled) => void toErase.set(externalId, settled),
    }),
    erase: async (_tx: Tx, { externalId, orderId }: { externalId: string; orderId: string }) =>
      void toErase.set(externalId, { orderId, isErased: true }),
    created: NOTHING,
    begin: () => insertMessage(ctx.db, rowOf({ verdict: 'working' })),
    /**
     * Orders are fetched and originals erased only after the results are written: both look up the
     * message by them.
     */
    end: (results: Result[]) =>
      inTransaction(ctx.db, async (tx) => {
        await judgeMessage(tx, ctx.orgId, incoming.id, { ...summaryOf(results), results })
        for (const externalId of toFetch) await askToFetch(ctx, tx, incoming, externalId)
        for (const settled of toErase.values()) await askToErase(ctx, tx, settled)
      }),
  }
}

function askToFetch(ctx: Ctx, tx: Tx, incoming: Incoming, externalId: string): Promise<void> {
  const { orgId, actor, cause } = ctx
  const payload = { storeId: incoming.account.id, externalId, messageId: incoming.id }
  return enqueue(tx, 'intake.fetch_order', payload, { orgId, actor, cause })
}

type Erased = Pick<Settled, 'orderId' | 'isErased'>

/** A message about the order of an erased customer must not keep what it says of that person. */
async function askToErase(ctx: Ctx, tx: Tx, { isErased, orderId }: Erased): Promise<void> {
  if (!isErased) return
  const { orgId, actor, cause } = ctx
  await enqueue(tx, 'intake.erase_originals', { orderId }, { orgId, actor, cause })
}
