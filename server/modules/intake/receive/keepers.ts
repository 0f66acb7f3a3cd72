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
    settle?: (tx: Tx, settled: Settled) => Promise<void>
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
      settle: async (tx, settled) => {
        if (how.isQuiet && !settled.applied) return
        await insertMessage(tx, rowOf({ ...verdictOn(settled), externalId }))
        await askToErase(ctx, tx, settled)
      },
    }),
    created: NOTHING,
  }
}

const verdictOn = ({ applied, reason, orderId }: Settled): Judgement => ({
  ...{ verdict: applied ? 'updated' : 'duplicate', reason: reason ?? null, orderId },
})

/** One function for all, because the engine makes one statement for each. */
const writeRows: AttachedRow['write'] = (rows) => writeMessages(rows as MessageRow[])

/** A message that is read again. */
export function laterKeeper(ctx: Ctx, incoming: Incoming): Keeper {
  const judge = (judgement: Judgement, tx?: Tx) =>
    judgeMessage(tx ?? ctx.db, ctx.orgId, incoming.id, judgement)
  return {
    ...{ keep: judge, keepAndFetch: fetching(ctx, incoming, judge) },
    verdictFor: (externalId) => ({
      settle: async (tx, settled) => {
        await judge({ ...verdictOn(settled), externalId }, tx)
        await askToErase(ctx, tx, settled)
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
  const toErase = new Map<string, Settled>()
  return {
    keep: NOTHING,
    keepAndFetch: async ({ externalId }: { externalId: string }) => void toFetch.add(externalId),
    verdictFor: (externalId: string) => ({
      settle: async (_tx: Tx, settled: Settled) => void toErase.set(externalId, settled),
    }),
    created: NOTHING,
    begin: () => insertMessage(ctx.db, rowOf({ verdict: 'working' })),
    /** Only once its results are there can the message take answers, and lose what was erased. */
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

/** A message that tells of an erased customer again loses what it says of that person. */
async function askToErase(ctx: Ctx, tx: Tx, { isErased, orderId }: Settled): Promise<void> {
  if (!isErased) return
  const { orgId, actor, cause } = ctx
  await enqueue(tx, 'intake.erase_originals', { orderId }, { orgId, actor, cause })
}
