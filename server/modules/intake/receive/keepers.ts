import type { Company } from '#orders'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { Incoming, Result, Verdict } from '../messages/message.ts'
import { judgeMessage } from '../messages/store.ts'
import {
  insertMessage,
  type Judgement,
  type MessageRow,
  rowMaker,
  writeMessages,
} from '../messages/write.ts'

/** Writes what became of a message, each time in the commit of what it did. */
export type Keeper = {
  keep(judgement: Judgement, tx?: Tx): Promise<void>
  /** For the engine and for changes of an order that is known. */
  companyOf(externalId: string): {
    company?: (orderId: string) => Company
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
  // Packing and sealing is the dear part, and a quiet repeat needs none of it.
  let made: ReturnType<typeof rowMaker> | undefined
  const rowOf: ReturnType<typeof rowMaker> = (judgement) => {
    made ??= rowMaker(ctx.secrets, incoming, how.deliveryKey)
    return made(judgement)
  }
  return {
    keep: async (judgement, tx) => {
      if (how.isQuiet && judgement.verdict === 'ignored') return
      await insertMessage(tx ?? ctx.db, rowOf(judgement))
    },
    companyOf: (externalId) => ({
      company: (orderId) => ({
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
const writeRows: Company['write'] = (rows) => writeMessages(rows as MessageRow[])

/** A message that is read again. */
export function laterKeeper(ctx: Ctx, { id }: Incoming): Keeper {
  const judge = (judgement: Judgement, tx?: Tx) =>
    judgeMessage(tx ?? ctx.db, ctx.orgId, id, judgement)
  return {
    keep: judge,
    companyOf: (externalId) => ({
      settle: (tx, applied, orderId, reason) => {
        const verdict = applied ? 'updated' : 'duplicate'
        return judge({ verdict, reason: reason ?? null, externalId, orderId }, tx)
      },
    }),
    // Between the two commits it still counts as unfinished, and is only read once more.
    created: (of) => judge({ ...of, verdict: 'created' }),
  }
}

/** Several orders in one message: it stands in the table before the first of them is placed. */
export function manyKeeper(ctx: Ctx, incoming: Incoming, deliveryKey: string | undefined) {
  const rowOf = rowMaker(ctx.secrets, incoming, deliveryKey)
  return {
    keep: NOTHING,
    companyOf: () => ({}),
    created: NOTHING,
    begin: () => insertMessage(ctx.db, rowOf({ verdict: 'working' })),
    end: (results: Result[]) =>
      judgeMessage(ctx.db, ctx.orgId, incoming.id, { ...summaryOf(results), results }),
  }
}

/** What needs somebody most stands for the whole message. */
const WORST: readonly Result['status'][] = [
  ...(['parked', 'queued', 'created', 'updated', 'ignored', 'duplicate'] as const),
]

function summaryOf(results: Result[]): { verdict: Verdict; reason: string | null } {
  const worst = WORST.find((status) => results.some((result) => result.status === status))
  const same = results.filter(({ status }) => status === worst)
  const reason = `${same.length} of ${results.length} ${worst}: ${same[0]?.reason ?? ''}`
  const verdict = worst === 'queued' ? 'fetching' : (worst ?? 'ignored')
  return { verdict, reason: worst === 'parked' || worst === 'queued' ? reason : null }
}
